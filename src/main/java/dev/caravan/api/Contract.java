package dev.caravan.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The OpenAPI file, made checks: what it says of a request is what is accepted. */
@Component
class Contract {
  static final String FILE = "openapi.json";
  private static final String CHECKED_MEDIA_TYPE = "/requestBody/content/application~1json/schema";

  private static final String YAML_MEDIA_TYPE = "/requestBody/content/application~1yaml";

  private final byte[] text;
  private final JsonNode document;
  private final Map<String, Operation> operations = new HashMap<>();
  private final PathTable paths = new PathTable();

  Contract() {
    try (InputStream file = new ClassPathResource(FILE).getInputStream()) {
      text = file.readAllBytes();
      document = new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
    document
        .get("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fields()
                    .forEachRemaining(
                        method -> {
                          paths.add(path.getKey(), method.getKey().toUpperCase(Locale.ROOT));
                          read("/paths/" + escape(path.getKey()) + "/" + method.getKey());
                        }));
  }

  private void read(String location) {
    List<Parameter> parameters = new ArrayList<>();
    JsonNode declared = document.at(location).path("parameters");
    for (int i = 0; i < declared.size(); i++) {
      String at = location + "/parameters/" + i;
      JsonNode reference = declared.get(i).get("$ref");
      parameters.add(parameter(reference == null ? at : reference.asText().substring(1)));
    }
    String body = location + CHECKED_MEDIA_TYPE;
    operations.put(
        document.at(location + "/operationId").asText(),
        new Operation(
            parameters,
            document.at(body).isMissingNode() ? null : Schemas.at(FILE + "#" + body),
            document.at(location + "/requestBody/required").asBoolean(),
            !document.at(location + YAML_MEDIA_TYPE).isMissingNode()));
  }

  private Parameter parameter(String location) {
    JsonNode declared = document.at(location);
    return new Parameter(
        declared.get("name").asText(),
        declared.get("in").asText(),
        declared.path("required").asBoolean(),
        "integer".equals(declared.at("/schema/type").asText()),
        Schemas.at(FILE + "#" + location + "/schema"));
  }

  private static String escape(String member) {
    return JsonPointer.empty().appendProperty(member).toString().substring(1);
  }

  /** The operations' paths. */
  PathTable paths() {
    return paths;
  }

  /**
   * What is asked of an operation's requests.
   *
   * @throws IllegalArgumentException where the file has no such operation
   */
  Operation operation(String operationId) {
    Operation operation = operations.get(operationId);
    if (operation == null) {
      throw new IllegalArgumentException("no operation " + operationId + " in " + FILE);
    }
    return operation;
  }

  /** The file as it stands, UTF-8. */
  byte[] text() {
    return text.clone();
  }
}
