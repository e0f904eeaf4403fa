package dev.caravan.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with a flow. */
class Findings {
  private static final int MOST = 100;

  private final List<Finding> found = new ArrayList<>();

  void add(Node at, String detail) {
    found.add(at(at, detail));
  }

  static Finding at(Node node, String detail) {
    return new Finding(
        node.getStartMark().map(Mark::getLine).orElse(0) + 1,
        node.getStartMark().map(Mark::getColumn).orElse(0) + 1,
        detail);
  }

  /**
   * @throws InvalidFlowException where there are any
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidFlowException(
          found.stream()
              .distinct()
              .sorted(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column))
              .limit(MOST)
              .toList());
    }
  }
}
