package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A parameter of an operation.
 *
 * @param in {@code path}, {@code query} or {@code header}
 */
record Parameter(String name, String in, boolean required, boolean integer, JsonSchema schema) {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

  boolean isIn(String place) {
    return in.equals(place);
  }

  /** What is wrong with a value. */
  List<Violation> check(String value) {
    return Schemas.check(schema, node(value)).stream()
        .map(wrong -> Violation.of(name, wrong.detail()))
        .toList();
  }

  private JsonNode node(String value) {
    return integer && INTEGER.matcher(value).matches()
        ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
        : JsonNodeFactory.instance.textNode(value);
  }
}
