package dev.caravan.routing;

import java.util.List;
import java.util.stream.Collectors;

/** How an operator is told of a file that was refused. */
final class FlowErrors {
  private FlowErrors() {}

  /** The file, and each finding with its line. */
  static String text(String flow, List<Finding> findings) {
    return findings.stream()
        .map(Finding::toString)
        .collect(Collectors.joining("; ", FlowFolder.file(flow) + ": ", ""));
  }
}
