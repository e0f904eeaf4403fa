package dev.caravan.routing;

import dev.caravan.saga.SagaHeader;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** In which languages a flow may compute something, and what it may say in them. */
final class ExpressionRule {
  private static final Set<String> LANGUAGES =
      Set.of("simple", "constant", "header", "jsonpath", "jq");
  private static final Set<String> OPTIONS = Set.of("expression", "id", "trim", "resultType");

  /** Camel loads the class that this names. */
  private static final Pattern TYPES =
      Pattern.compile("(java\\.lang\\.)?(String|Integer|Long|Boolean)|(java\\.math\\.)?BigDecimal");

  /** What jq offers beside its input. */
  private static final Pattern JQ_OUTSIDE =
      Pattern.compile("\\$ENV|\\benv\\b|\\b(import|include|input_filename)\\b");

  private ExpressionRule() {}

  /**
   * Checks the one expression of a step.
   *
   * @param at where to say that there is none
   * @param rest the step's members but its own options: a language, or {@code expression} with one
   */
  static void check(Node at, Map<String, NodeTuple> rest, Findings findings) {
    if (rest.size() != 1) {
      findings.add(at, "must have one expression and no options but its own, has " + rest.keySet());
      return;
    }
    Map.Entry<String, NodeTuple> only = rest.entrySet().iterator().next();
    if (only.getKey().equals("expression")) {
      check(only.getValue().getKeyNode(), Yaml.members(only.getValue().getValueNode()), findings);
    } else {
      language(only.getValue(), only.getKey(), findings);
    }
  }

  private static void language(NodeTuple member, String language, Findings findings) {
    Node value = member.getValueNode();
    if (!LANGUAGES.contains(language)) {
      findings.add(
          member.getKeyNode(), language + " is not allowed in a flow; it may use " + sorted());
      return;
    }
    for (Map.Entry<String, NodeTuple> option : Yaml.members(value).entrySet()) {
      String text = Yaml.text(option.getValue().getValueNode());
      if (!OPTIONS.contains(option.getKey())
          || (option.getKey().equals("resultType")
              && !TYPES.matcher(String.valueOf(text)).matches())) {
        findings.add(
            option.getValue().getKeyNode(),
            option.getKey() + ": " + text + " is not allowed in a flow");
      }
    }
    String text = Yaml.text(value) == null ? Yaml.text(value, "expression") : Yaml.text(value);
    if (text == null) {
      findings.add(value, "must have an expression");
    } else {
      text(member, language, text, findings);
    }
  }

  private static void text(NodeTuple member, String language, String text, Findings findings) {
    Node at = member.getValueNode();
    switch (language) {
      case "header" -> {
        if (SagaHeader.isMeantBy(text)) {
          findings.add(at, "the header " + text + " steers the saga");
        }
      }
      case "jq" -> {
        if (JQ_OUTSIDE.matcher(text).find()) {
          findings.add(at, "a flow may use jq on its message only");
        }
      }
      default -> {}
    }
    // constants too: resource: works in every language
    SimpleRule.check(at, language.equals("constant") ? text.replace('$', ' ') : text, findings);
  }

  private static String sorted() {
    return String.join(", ", LANGUAGES.stream().sorted().toList());
  }
}
