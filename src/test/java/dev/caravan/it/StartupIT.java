package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator sees of starts that fail, and of an orderly end. */
class StartupIT {
  private static final Duration REFUSAL = Duration.ofSeconds(120);
  private static final Duration SHUTDOWN = Duration.ofSeconds(30);

  /** One for all settings. */
  private static CaravanProcess again;

  @BeforeAll
  static void prepare() {
    again = CaravanProcess.prepare("startup-again");
  }

  @AfterAll
  static void close() {
    again.close();
  }

  static Stream<Arguments> wrongSettings() throws IOException {
    Path file = Files.createDirectories(Path.of("target", "it")).resolve("a-file").toAbsolutePath();
    Files.writeString(file, "not a directory");
    return Stream.of(
        Arguments.of("--caravan.data-dir=" + file.resolve("data"), "caravan.data-dir"),
        Arguments.of("--server.port=seven", "server.port"),
        Arguments.of("--caravan.coordinator.port=70000", "caravan.coordinator.port"),
        Arguments.of("--caravan.coordinator.mode=none-such", "caravan.coordinator.mode"),
        Arguments.of("--caravan.saga.timeout=soon", "caravan.saga.timeout"),
        Arguments.of("--caravan.saga.timeout=1ms", "caravan.saga.timeout"),
        Arguments.of("--caravan.api.wait=-1s", "caravan.api.wait"),
        Arguments.of("--caravan.api.max-open=0", "caravan.api.max-open"),
        Arguments.of("--spring.datasource.url=nonsense", "spring.datasource.url"),
        Arguments.of(
            "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none", "spring.datasource.url"));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void namesTheSettingThatIsWrong(String setting, String name) {
    assertRefused(again.launch(setting), name);
    assertThat(again.data().resolve("postgres")).as("a database made in vain").doesNotExist();
  }

  private static void assertRefused(CaravanProcess application, String setting) {
    assertThat(application.exitCode(REFUSAL)).as("exit code").isEqualTo(1);
    assertThat(application.errors().lines().toList())
        .as("standard error")
        .singleElement()
        .asString()
        .startsWith("Caravan did not start: " + setting);
    assertThat(application.postmaster()).as("a database that is left").isEmpty();
  }

  @Test
  void namesThePortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CaravanProcess application =
            CaravanProcess.prepare("startup").launch("--server.port=" + taken.getLocalPort())) {
      assertRefused(application, "server.port");
    }
  }

  @Test
  void namesTheCoordinatorsPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CaravanProcess application =
            CaravanProcess.prepare("startup")
                .launch("--caravan.coordinator.port=" + taken.getLocalPort())) {
      assertRefused(application, "caravan.coordinator.port");
    }
  }

  @Test
  void leavesADataDirectoryToWhoHasIt() {
    try (CaravanProcess first = CaravanProcess.started("startup-first");
        CaravanProcess second =
            CaravanProcess.prepare("startup").launch("--caravan.data-dir=" + first.data())) {
      assertRefused(second, "caravan.data-dir");
      assertThat(first.api().isReady()).as("the first is still ready").isTrue();
      Load.stock(first.api());
      first.api().place(OrderJson.anyOrder().item(Load.SKU, 1, "1.00")).expect(201);
    }
  }

  @Test
  void endsInTimeUnderLoadAndKeepsWhatItAccepted() {
    try (CaravanProcess application =
        CaravanProcess.started("shutdown", "--caravan.saga.timeout=5s")) {
      Api api = application.api();
      Load.stock(api);
      Load load = Load.of(api, 8);
      try (load) {
        Conditions.await("orders go through", REFUSAL, () -> load.answers(201) >= 50);
        ProcessHandle database = application.postmaster().orElseThrow();
        application.terminate();
        application.exitCode(SHUTDOWN);
        Conditions.await("the database's end", REFUSAL, () -> !database.isAlive());
      }

      application.start();
      Books.keptAndBalanced(api, load, Duration.ofSeconds(60));
    }
  }
}
