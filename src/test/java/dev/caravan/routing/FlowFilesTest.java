package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowFilesTest {
  @TempDir Path folder;
  private DefaultCamelContext camel;

  @BeforeEach
  void start() {
    camel = new DefaultCamelContext();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  private void load(Path from) {
    new FlowFiles(from).beforeApplicationStart(camel);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private static String route(String id) {
    return """
    - route:
        id: %s
        from:
          uri: direct:%s
          steps:
            - log: hello
    """
        .formatted(id, id);
  }

  @Test
  void loadsTheFlowsOfTheFolderAndNothingElseThatLiesThere() throws IOException {
    write("b.camel.yaml", route("b"));
    write("a.camel.yaml", route("a"));
    write("notes.yaml", "not: a flow");
    write("a.camel.yaml.bak", "nor: this");

    load(folder);

    assertThat(camel.getRouteDefinitions())
        .extracting(RouteDefinition::getRouteId)
        .containsExactly("a", "b");
  }

  @Test
  void loadsThePackagedFlowsWhereThereIsNoFolder() {
    load(folder.resolve("none"));

    assertThat(camel.getRouteDefinitions())
        .extracting(RouteDefinition::getRouteId)
        .containsExactly(
            "order-fulfilment",
            "inventory-events",
            "payment-events",
            "shipping-events",
            "order-events");
  }

  @Test
  void loadsNothingFromAnEmptyFolder() {
    load(folder);

    assertThat(camel.getRouteDefinitions()).isEmpty();
  }

  @Test
  void stopsTheStartAtAFlowThatIsNotValidAndNamesIt() throws IOException {
    write(
        "broken.camel.yaml",
        "- route:\n    from:\n      uri: direct:x\n      steps:\n        - tooo: y\n");

    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broken.camel.yaml");
  }
}
