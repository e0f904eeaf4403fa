package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractTest {
  private static final Contract CONTRACT = new Contract();

  private static JsonNode document() throws IOException {
    return new ObjectMapper().readTree(CONTRACT.text());
  }

  @Test
  void isSoundOpenApi() {
    SwaggerParseResult parsed =
        new OpenAPIV3Parser()
            .readContents(new String(CONTRACT.text(), StandardCharsets.UTF_8), null, null);

    assertThat(parsed.getMessages()).isEmpty();
  }

  /** Pointers to all contents that have an example. */
  static List<String> contentsWithExample() throws IOException {
    List<String> found = new ArrayList<>();
    collect(document(), JsonPointer.empty(), found);
    return found;
  }

  private static void collect(JsonNode node, JsonPointer at, List<String> found) {
    if (node.has("schema") && node.has("example")) {
      found.add(at.toString());
    }
    if (node.isObject()) {
      node.fields()
          .forEachRemaining(
              member -> collect(member.getValue(), at.appendProperty(member.getKey()), found));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), at.appendIndex(i), found);
    }
  }

  @ParameterizedTest
  @MethodSource("contentsWithExample")
  void givesExamplesThatFitTheirSchema(String content) throws IOException {
    assertThat(
            Schemas.check(
                Schemas.at(Contract.FILE + "#" + content + "/schema"),
                document().at(content + "/example")))
        .isEmpty();
  }

  @Test
  void doesNotKnowAnOperationThatIsNotThere() {
    assertThatThrownBy(() -> CONTRACT.operation("none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none");
  }
}
