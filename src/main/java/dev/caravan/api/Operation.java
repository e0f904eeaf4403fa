package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * What the contract asks of the requests of one operation.
 *
 * @param body null where it takes none
 * @param yaml whether its body is YAML, which is left to the route as it came
 * @param bodyRequired whether no body at all is wrong; it counts as an empty object otherwise
 */
record Operation(
    List<Parameter> parameters, @Nullable JsonSchema body, boolean bodyRequired, boolean yaml) {

  /**
   * Checks a request and makes headers of its parameters, a tree of its body.
   *
   * @throws ProblemException 400 with all that is wrong; 415
   */
  void check(Message message) {
    List<Violation> violations = new ArrayList<>();
    checkPath(message, violations);
    checkQuery(message, violations);
    checkHeaders(message, violations);
    JsonNode tree = null;
    if (body != null) {
      tree = tree(message);
      violations.addAll(Schemas.check(body, tree));
    }
    if (yaml) {
      MediaTypes.requireYaml(message.getHeader(Exchange.CONTENT_TYPE, String.class));
    }
    if (!violations.isEmpty() && tree == null) {
      throw new ProblemException(Problem.invalid(violations));
    }
    if (yaml) {
      return;
    }
    // a route may know more that is wrong with the body, and says it all at once
    message.setBody(tree == null ? null : new CheckedBody(tree, violations));
  }

  private JsonNode tree(Message message) {
    byte[] text = message.getBody(byte[].class);
    if (text.length == 0 && !bodyRequired) {
      return JsonNodeFactory.instance.objectNode();
    }
    MediaTypes.requireJson(message.getHeader(Exchange.CONTENT_TYPE, String.class));
    return StrictJson.read(text);
  }

  private void checkHeaders(Message message, List<Violation> violations) {
    for (Parameter parameter : parameters) {
      String value = message.getHeader(parameter.name(), String.class);
      if (parameter.isIn("header")) {
        violations.addAll(check(parameter, value));
      }
    }
  }

  private static List<Violation> check(Parameter parameter, @Nullable String value) {
    if (value != null) {
      return parameter.check(value);
    }
    return parameter.required()
        ? List.of(Violation.of(parameter.name(), "is required"))
        : List.of();
  }

  private void checkPath(Message message, List<Violation> violations) {
    for (Parameter parameter : parameters) {
      String raw = message.getHeader(parameter.name(), String.class);
      if (parameter.isIn("path") && raw != null) {
        String value = UriUtils.decode(raw, "UTF-8");
        message.setHeader(parameter.name(), value);
        violations.addAll(parameter.check(value));
      }
    }
  }

  private void checkQuery(Message message, List<Violation> violations) {
    Map<String, String> query =
        QueryString.parse(message.getHeader(Exchange.HTTP_QUERY, String.class), violations);
    List<Parameter> known = parameters.stream().filter(p -> p.isIn("query")).toList();
    for (String name : query.keySet()) {
      if (known.stream().noneMatch(p -> p.name().equals(name))) {
        violations.add(Violation.of(name, "is not known"));
      }
    }
    for (Parameter parameter : known) {
      String value = query.get(parameter.name());
      if (value != null) {
        message.setHeader(parameter.name(), value);
      }
      violations.addAll(check(parameter, value));
    }
  }
}
