package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.springframework.stereotype.Component;

/** Checks a flow against the JSON schema that comes with Camel's YAML DSL. */
@Component
class FlowSchema {
  private static final String FILE = "/schema/camelYamlDsl.json";

  /** Of several messages about one place, the one that says most comes first. */
  private static final List<String> TELLING = List.of("additionalProperties", "type", "enum");

  private @Nullable JsonSchema schema;

  /**
   * @throws InvalidFlowException where it does not fit
   */
  void check(Node flow) {
    Set<ValidationMessage> messages = schema().validate(json(flow));
    if (messages.isEmpty()) {
      return;
    }
    Findings findings = new Findings();
    // where a node may be one of many, the schema says of each what is missing to be that one; what
    // lies deepest comes from the one that was meant
    int deepest =
        messages.stream().mapToInt(m -> m.getInstanceLocation().getNameCount()).max().orElse(0);
    messages.stream()
        .filter(message -> message.getInstanceLocation().getNameCount() == deepest)
        .min(Comparator.comparingInt(FlowSchema::rank))
        .ifPresent(message -> findings.add(at(flow, message), detail(message)));
    findings.throwIfAny();
  }

  // not before it is needed: most starts find only flows that were checked long ago
  private synchronized JsonSchema schema() {
    if (schema == null) {
      JsonMetaSchema draft =
          JsonMetaSchema.builder(JsonMetaSchema.getV4())
              .keyword(new NonValidationKeyword("deprecated"))
              .build();
      // the whole schema with all its references takes 200 MiB, the part that flows use 7
      SchemaValidatorsConfig lazily =
          SchemaValidatorsConfig.builder().preloadJsonSchema(false).build();
      try (InputStream file = FlowSchema.class.getResourceAsStream(FILE)) {
        schema =
            JsonSchemaFactory.getInstance(VersionFlag.V4, factory -> factory.metaSchema(draft))
                .getSchema(new ObjectMapper().readTree(file), lazily);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + FILE, e);
      }
    }
    return schema;
  }

  private static int rank(ValidationMessage message) {
    int rank = TELLING.indexOf(message.getType());
    return rank < 0 ? TELLING.size() : rank;
  }

  private static String detail(ValidationMessage message) {
    return switch (message.getType()) {
      case "additionalProperties" -> message.getProperty() + " is not known here";
      case "oneOf", "anyOf", "not" -> "is not what Camel's YAML DSL has here";
      default -> {
        String text = message.getMessage();
        yield text.substring(text.indexOf(": ") + 2);
      }
    };
  }

  private static Node at(Node flow, ValidationMessage message) {
    Node at = flow;
    JsonNodePath path = message.getInstanceLocation();
    for (int i = 0; i < path.getNameCount(); i++) {
      Object name = path.getElement(i);
      Node next =
          name instanceof Integer index
              ? Yaml.items(at).get(index)
              : Yaml.member(at, String.valueOf(name));
      if (next == null) {
        return at;
      }
      at = next;
    }
    NodeTuple unknown = Yaml.members(at).get(String.valueOf(message.getProperty()));
    return unknown == null ? at : unknown.getKeyNode();
  }

  private static JsonNode json(Node node) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = json.arrayNode();
      sequence.getValue().forEach(item -> array.add(json(item)));
      return array;
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, json);
    }
    ObjectNode object = json.objectNode();
    Yaml.members(node).forEach((name, member) -> object.set(name, json(member.getValueNode())));
    return object;
  }

  private static JsonNode scalar(ScalarNode scalar, JsonNodeFactory json) {
    String text = scalar.getValue();
    try {
      if (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT)) {
        return json.numberNode(new BigDecimal(text));
      }
    } catch (NumberFormatException e) {
      return json.textNode(text); // such as 0x10 or .inf, which Camel reads as text
    }
    if (scalar.getTag().equals(Tag.BOOL)) {
      return json.booleanNode(Boolean.parseBoolean(text));
    }
    return scalar.getTag().equals(Tag.NULL) ? json.nullNode() : json.textNode(text);
  }
}
