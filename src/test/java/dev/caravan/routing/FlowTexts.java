package dev.caravan.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Flows for tests. */
final class FlowTexts {
  private FlowTexts() {}

  /** The flow that is packaged, under another name. */
  static String orderFlow(String name) {
    try {
      return Files.readString(Path.of("routes/order-fulfilment.camel.yaml"))
          .replace("order-fulfilment", name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A step of a saga, with one thing to do, given as YAML from the first column on. */
  static String step(String name, String work) {
    return """
    - route:
        id: %1$s
        description: a step
        from:
          uri: direct:%1$s
          steps:
            - saga:
                propagation: MANDATORY
                compensation: none
                steps:
    %2$s
    """
        .formatted(name, work.indent(14).stripTrailing());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
