package dev.caravan.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads nodes of which {@link FlowText} has taken the surprises. */
final class Yaml {
  private Yaml() {}

  /** The members of a mapping; none where it is something else. */
  static Map<String, NodeTuple> members(@Nullable Node node) {
    Map<String, NodeTuple> members = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple member : mapping.getValue()) {
        members.put(String.valueOf(text(member.getKeyNode())), member);
      }
    }
    return members;
  }

  static @Nullable Node member(@Nullable Node node, String name) {
    NodeTuple member = members(node).get(name);
    return member == null ? null : member.getValueNode();
  }

  /** The items of a sequence; none where it is something else. */
  static List<Node> items(@Nullable Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  /** The text of a scalar; null where it is something else. */
  static @Nullable String text(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }

  static @Nullable String text(@Nullable Node node, String member) {
    return text(member(node, member));
  }
}
