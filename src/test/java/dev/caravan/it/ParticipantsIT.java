package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestDatabase;
import dev.caravan.testing.TestKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * Three processes of the packaged jar take a part each of choreographed orders. They have nothing
 * in common but a Kafka broker, a PostgreSQL and the key that signs the journal.
 *
 * <p>{@code -Dchaos.orders} and {@code -Dchaos.kills} say how much chaos there is.
 */
class ParticipantsIT {
  private static final int ORDERS = 100;
  private static final int CHAOS_ORDERS = Integer.getInteger("chaos.orders", 100);
  private static final int CHAOS_KILLS = Integer.getInteger("chaos.kills", 1);
  private static final int CALLERS = 16;
  private static final Duration START = Duration.ofSeconds(300);

  /** Longer than the sagas' time limit and a participant's way back. */
  private static final Duration PROGRESS = Duration.ofSeconds(300);

  private static final Path SHARED = Path.of("target", "it", "participants").toAbsolutePath();

  /** The routes by which each participant does its part. */
  private static final Map<String, List<String>> ROUTES =
      Map.of(
          "inventory,order", List.of("reserve", "commit", "release", "confirm", "cancel"),
          "payment", List.of("charge", "refund"),
          "shipping", List.of("schedule", "recall"));

  private static final Map<String, CaravanProcess> PROCESSES = new LinkedHashMap<>();
  private static final TestKafka.Settings KAFKA = TestKafka.settings();

  @BeforeAll
  static void start() throws IOException {
    FileSystemUtils.deleteRecursively(SHARED);
    String database = TestDatabase.url();
    for (String participants : ROUTES.keySet()) {
      List<String> settings =
          Stream.concat(
                  KAFKA.list().stream(),
                  Stream.of(
                      "spring.datasource.url=" + database,
                      "spring.datasource.username=postgres",
                      "caravan.journal.signing-key=" + SHARED.resolve("journal-signing.key"),
                      "caravan.participants=" + participants))
              .map(setting -> "--" + setting)
              .toList();
      PROCESSES.put(
          participants,
          CaravanProcess.prepare(
                  "participants-" + participants.replace(',', '-'), settings.toArray(String[]::new))
              .launch());
    }
    Conditions.await("readiness", START, () -> ready().size() == PROCESSES.size());
    Ending.stock(apis().get(0));
  }

  @AfterAll
  static void stop() {
    PROCESSES.values().forEach(CaravanProcess::close);
  }

  private static List<Api> apis() {
    return PROCESSES.values().stream().map(CaravanProcess::api).toList();
  }

  private static List<CaravanProcess> ready() {
    return PROCESSES.values().stream()
        .filter(process -> process.isAlive() && process.api().isReady())
        .toList();
  }

  @Test
  void bringEveryOrderToItsEndTogether() {
    try (MixedLoad load = MixedLoad.start("together", apis(), ORDERS, CALLERS)) {
      Conditions.await("all answers", PROGRESS, load::isDone);

      Aftermath aftermath = Aftermath.of(apis().get(0), KAFKA, load);
      for (int number = 0; number < ORDERS; number++) {
        Ending ending = Ending.ofNumber(number);
        assertThat(load.answer(number).status()).as(load.id(number)).isEqualTo(ending.status);
        assertThat(aftermath.events(load.id(number))).isEqualTo(ending.events);
      }
    }
    PROCESSES.forEach(
        (participants, process) ->
            ROUTES.forEach(
                (part, routes) ->
                    routes.forEach(
                        route -> {
                          double exchanges = exchanges(process.api(), "choreography-" + route);
                          if (part.equals(participants)) {
                            assertThat(exchanges).as(route + " by " + participants).isPositive();
                          } else {
                            assertThat(exchanges).as(route + " by " + participants).isZero();
                          }
                        })));
  }

  private static double exchanges(Api api, String route) {
    return api.get("/actuator/metrics/camel.exchanges.total?tag=routeId:" + route)
        .expect(200)
        .json()
        .at("/measurements/0/value")
        .asDouble();
  }

  @Test
  void loseAndDoubleNothingWhereTheyAreKilledAtRandom() {
    Random random = new Random();
    long begun = System.nanoTime();
    Map<String, Integer> kills = new LinkedHashMap<>();
    try (MixedLoad load = MixedLoad.start("chaos", apis(), CHAOS_ORDERS, CALLERS)) {
      for (int kill = 0; kill < CHAOS_KILLS; kill++) {
        double enough = CHAOS_ORDERS * (kill + random.nextDouble()) / CHAOS_KILLS;
        Conditions.await("orders end", PROGRESS, () -> load.answered() >= Math.floor(enough));
        Conditions.await("a process", PROGRESS, () -> !ready().isEmpty());
        List<CaravanProcess> candidates = ready();
        CaravanProcess victim = candidates.get(random.nextInt(candidates.size()));
        victim.kill();
        victim.launch();
        PROCESSES.forEach(
            (name, process) -> kills.merge(name, process == victim ? 1 : 0, Integer::sum));
      }
      Conditions.await("all answers", PROGRESS, load::isDone);
      Conditions.await("readiness", START, () -> ready().size() == PROCESSES.size());

      Aftermath aftermath = Aftermath.of(apis().get(0), KAFKA, load);
      for (int number = 0; number < CHAOS_ORDERS; number++) {
        String id = load.id(number);
        aftermath.assertEnded(id, Ending.ofNumber(number), load.takenBack().contains(id));
      }
      System.out.printf(
          "chaos: %d orders in %d s, kills %s, requests sent again %d%n%s%n",
          CHAOS_ORDERS,
          Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
          kills,
          load.repeated(),
          aftermath);
    }
  }
}
