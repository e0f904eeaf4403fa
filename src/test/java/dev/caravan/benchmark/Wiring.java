package dev.caravan.benchmark;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.caravan.testing.TestKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is measured. */
enum Wiring {
  A("stock camel-lra and coordinator, no saga log"),
  B("Caravan's default flow, everything on"),
  C("the same steps called directly, no saga"),
  D("the choreographed flow over the journal, everything on"),
  E("the choreographed flow over Kafka, everything on");

  // OrderSystem has one that is not to be called; this timer would
  private static final String WITHOUT_RECONCILER =
      "--camel.main.java-routes-exclude-pattern=**/SagaReconciler*";

  private final String title;

  Wiring(String title) {
    this.title = title;
  }

  static Wiring of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  @JsonValue
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  /** What its orders name. */
  String flow() {
    return this == D || this == E ? "order-choreography" : "order-fulfilment";
  }

  /** What follows the JVM's flags on the command line. */
  List<String> command(Path jar, String classPath, int port, int coordinatorPort) {
    String coordinator = "--caravan.coordinator.port=" + coordinatorPort;
    String application = getClass().getPackageName();
    return switch (this) {
      case A ->
          List.of(
              "-cp",
              classPath,
              application + ".StockApplication",
              WITHOUT_RECONCILER,
              coordinator,
              "--camel.lra.enabled=true",
              "--camel.lra.coordinator-url=http://127.0.0.1:" + coordinatorPort,
              "--camel.lra.local-participant-url=http://127.0.0.1:" + port);
      case B, D -> List.of("-jar", jar.toString(), coordinator);
      case E ->
          Stream.concat(
                  Stream.of("-jar", jar.toString(), coordinator),
                  TestKafka.settings().list().stream().map(setting -> "--" + setting))
              .toList();
      case C -> List.of("-cp", classPath, application + ".DirectApplication", WITHOUT_RECONCILER);
    };
  }
}
