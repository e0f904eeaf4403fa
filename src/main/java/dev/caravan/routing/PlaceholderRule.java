package dev.caravan.routing;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Which settings a flow may read: others hold passwords, or are not settings but functions. */
final class PlaceholderRule {
  private static final Pattern ANY = Pattern.compile("\\{\\{");
  private static final Pattern ALLOWED =
      Pattern.compile("\\{\\{(caravan\\.(?:step|flow)\\.[a-z0-9.-]+)}}");

  private final Predicate<String> known;

  PlaceholderRule(Predicate<String> known) {
    this.known = known;
  }

  /** Checks all that is written in a node. */
  void check(Node node, Findings findings) {
    if (node instanceof ScalarNode scalar) {
      text(scalar, findings);
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> check(item, findings));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple member : mapping.getValue()) {
        check(member.getKeyNode(), findings);
        check(member.getValueNode(), findings);
      }
    }
  }

  private void text(ScalarNode scalar, Findings findings) {
    String text = scalar.getValue();
    Matcher opening = ANY.matcher(text);
    Matcher allowed = ALLOWED.matcher(text);
    while (opening.find()) {
      if (!allowed.find(opening.start()) || allowed.start() != opening.start()) {
        findings.add(
            scalar, "a flow may read the settings caravan.step.* and caravan.flow.* and no others");
        return;
      }
      if (!known.test(allowed.group(1))) {
        findings.add(scalar, "there is no setting " + allowed.group(1));
      }
    }
  }
}
