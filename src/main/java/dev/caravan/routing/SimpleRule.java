package dev.caravan.routing;

import dev.caravan.saga.OrderMembers;
import dev.caravan.saga.SagaHeader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What a flow may ask of Camel's simple language: the message, the order in it, numbers and times.
 * Its other functions reach beans, classes, files, the environment and the context.
 */
final class SimpleRule {
  private static final Pattern OPENING = Pattern.compile("\\$(simple)?\\{");
  private static final String NAME = "[A-Za-z0-9_-]+";
  private static final Pattern HEADER =
      Pattern.compile(
          "(?:in\\.)?headers?[.:](?<name>NAME)|headers?\\[(?<key>NAME)]".replace("NAME", NAME));
  private static final Pattern PROPERTY =
      Pattern.compile(
          "exchangeProperty[.:](?<name>NAME)|exchangeProperty\\[(?<key>NAME)]"
              .replace("NAME", NAME));
  private static final Pattern PLAIN =
      Pattern.compile(
          "body|bodyAs\\(String\\)|mandatoryBodyAs\\(String\\)|bodyOneLine|exchangeId|id|uuid|null|empty"
              + "|variable[.:]NAME|random\\(\\d+(,\\d+)?\\)".replace("NAME", NAME)
              + "|date:now(:[A-Za-z0-9 .,:'/_-]+)?");
  private static final Pattern BODY =
      Pattern.compile("(?:in\\.)?body(?<path>(\\??\\.NAME|\\[NAME])+)".replace("NAME", NAME));
  private static final Pattern SEGMENT =
      Pattern.compile("\\.(NAME)|\\[(NAME)]".replace("NAME", NAME));

  /** Of the properties that Camel keeps, those that say where in a loop the exchange is. */
  private static final Set<String> COUNTERS =
      Set.of(
          "CamelLoopIndex",
          "CamelLoopSize",
          "CamelSplitIndex",
          "CamelSplitSize",
          "CamelSplitComplete");

  private SimpleRule() {}

  static void check(Node at, String text, Findings findings) {
    if (text.stripLeading().startsWith("resource:")) {
      findings.add(at, "resource: reads files; write the expression itself");
    }
    Matcher opening = OPENING.matcher(text);
    int from = 0;
    while (opening.find(from)) {
      int end = text.indexOf('}', opening.end());
      String function = text.substring(opening.end(), end < 0 ? text.length() : end);
      if (end < 0 || !isAllowed(function.strip())) {
        findings.add(at, "${" + function + "} is not allowed in a flow");
        return;
      }
      from = end + 1;
    }
  }

  private static boolean isAllowed(String function) {
    Matcher header = HEADER.matcher(function);
    if (header.matches()) {
      return !SagaHeader.isMeantBy(either(header));
    }
    Matcher property = PROPERTY.matcher(function);
    if (property.matches()) {
      return isFree(either(property)) || COUNTERS.contains(either(property));
    }
    Matcher body = BODY.matcher(function);
    return PLAIN.matcher(function).matches() || (body.matches() && isData(body.group("path")));
  }

  private static String either(Matcher named) {
    return named.group("name") == null ? named.group("key") : named.group("name");
  }

  /** Whether a property of the exchange is the flow's own: the others hold Camel's own objects. */
  static boolean isFree(String property) {
    return property.matches(NAME) && !property.startsWith("Camel");
  }

  // after a dot Camel calls a method of that name, so it has to be one that only tells; in brackets
  // it looks a list or a map up
  private static boolean isData(String path) {
    return SEGMENT
        .matcher(path)
        .results()
        .allMatch(
            part ->
                part.group(1) == null
                    ? !part.group(2).equals("class")
                    : OrderMembers.names().contains(part.group(1)));
  }
}
