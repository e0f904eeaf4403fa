package dev.caravan.routing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Parses a flow into nodes that know their lines. Takes less than YAML has: one document, of a
 * modest size, without anchors, aliases, tags and duplicate keys, none of which a flow needs.
 */
final class FlowText {
  /** In bytes; the flows that people write have some thousands. */
  static final int LONGEST = 256 * 1024;

  private static final int DEEPEST = 100;
  private static final Set<Tag> PLAIN =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

  private FlowText() {}

  /**
   * @throws InvalidFlowException where it is not such YAML
   */
  static Node parse(byte[] text) {
    if (text.length > LONGEST) {
      throw invalid(1, 1, "a flow must have at most " + LONGEST + " bytes");
    }
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
    } catch (CharacterCodingException e) {
      throw invalid(1, 1, "a flow must be UTF-8");
    }
  }

  private static Node parse(String text) {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(LONGEST).setMaxAliasesForCollections(0).build();
    Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
    try {
      if (!documents.hasNext()) {
        throw invalid(1, 1, "a flow must not be empty");
      }
      Node root = documents.next();
      if (documents.hasNext()) {
        throw new InvalidFlowException(
            List.of(Findings.at(documents.next(), "a flow must be one YAML document")));
      }
      check(root);
      return root;
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      throw invalid(
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1,
          "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw invalid(1, 1, "not YAML: " + e.getMessage());
    } catch (StackOverflowError e) {
      // the parser recurses; what is nested that deeply is no flow
      throw invalid(1, 1, "not YAML: nested too deeply");
    }
  }

  private static InvalidFlowException invalid(int line, int column, String detail) {
    return new InvalidFlowException(List.of(new Finding(line, column, detail)));
  }

  private static void check(Node root) {
    Findings findings = new Findings();
    check(root, 0, new IdentityHashMap<>(), findings);
    findings.throwIfAny();
  }

  private static void check(Node node, int depth, Map<Node, Node> seen, Findings findings) {
    if (seen.put(node, node) != null || node.getAnchor().isPresent()) {
      findings.add(node, "a flow must not have anchors and aliases");
      return;
    }
    if (!PLAIN.contains(node.getTag())) {
      findings.add(node, "a flow must not have tags such as " + node.getTag().getValue());
    }
    if (depth > DEEPEST) {
      findings.add(node, "nested too deeply");
      return;
    }
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> check(item, depth + 1, seen, findings));
    } else if (node instanceof MappingNode mapping) {
      Set<String> keys = new HashSet<>();
      for (NodeTuple member : mapping.getValue()) {
        if (!(member.getKeyNode() instanceof ScalarNode key)) {
          findings.add(member.getKeyNode(), "a key must be a plain text");
        } else if (!keys.add(key.getValue())) {
          findings.add(key, "the key " + key.getValue() + " is there twice");
        }
        check(member.getKeyNode(), depth + 1, seen, findings);
        check(member.getValueNode(), depth + 1, seen, findings);
      }
    }
  }
}
