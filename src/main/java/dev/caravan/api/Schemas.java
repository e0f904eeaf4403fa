package dev.caravan.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks JSON against the schemas of an OpenAPI file and says in words what is wrong. */
final class Schemas {
  /** How much a client is told at once. */
  static final int MAX_VIOLATIONS = 100;

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(
          VersionFlag.V202012,
          builder ->
              builder
                  .metaSchema(metaSchema())
                  .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder()
          .pathType(PathType.JSON_POINTER)
          .locale(Locale.ENGLISH)
          .formatAssertionsEnabled(true)
          .errorMessageKeyword("x-expected")
          .regularExpressionFactory(
              regex -> {
                // in Java, other than in a schema, $ also stands before a last line break
                Pattern pattern = Pattern.compile(regex.replaceFirst("\\$$", "\\\\z"));
                return text -> pattern.matcher(text).find();
              })
          .build();

  private Schemas() {}

  // the file as a whole is no schema: without this its outermost members are warned of
  private static JsonMetaSchema metaSchema() {
    return JsonMetaSchema.builder(OpenApi30.getInstance())
        .keywords(
            Stream.of("openapi", "info", "servers", "paths", "components", "x-expected")
                .map(NonValidationKeyword::new)
                .toList())
        .build();
  }

  /**
   * The schema at a place of a file on the class path.
   *
   * @param location such as {@code openapi.json#/components/schemas/Order}
   */
  static JsonSchema at(String location) {
    JsonSchema schema = FACTORY.getSchema(SchemaLocation.of("classpath:" + location), CONFIG);
    schema.initializeValidators();
    return schema;
  }

  /** What is wrong, by place in the document. */
  static List<Violation> check(JsonSchema schema, JsonNode json) {
    return schema.validate(json).stream().limit(MAX_VIOLATIONS).map(Schemas::violation).toList();
  }

  private static Violation violation(ValidationMessage message) {
    String at = message.getInstanceLocation().toString();
    String member = message.getProperty();
    return Violation.at(
        member == null ? at : at + JsonPointer.empty().appendProperty(member), detail(message));
  }

  private static String detail(ValidationMessage message) {
    Object[] arguments = message.getArguments();
    Object limit = arguments == null || arguments.length == 0 ? "" : arguments[0];
    return switch (message.getType()) {
      case "required" -> "is required";
      case "additionalProperties" -> "is not known";
      case "type" -> "must be of type " + arguments[1] + ", not " + limit;
      case "enum" -> "must be one of " + limit;
      case "minimum" -> "must be at least " + limit;
      case "maximum" -> "must be at most " + limit;
      case "minLength" -> "must have at least " + limit + " characters";
      case "maxLength" -> "must have at most " + limit + " characters";
      case "minItems" -> "must have at least " + limit + " items";
      case "maxItems" -> "must have at most " + limit + " items";
      case "format" -> "must be a " + limit;
      default -> message.getMessage();
    };
  }
}
