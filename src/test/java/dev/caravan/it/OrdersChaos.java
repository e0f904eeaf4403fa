package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Application, coordinator and database, each a process of its own, are killed at random moments
 * while orders come in. A client remembers every answer, and at the end all of them are held
 * against the journal and the participants' books. Run by {@code mvn -Pchaos verify
 * -Dchaos.minutes=20}.
 */
class OrdersChaos {
  private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("chaos.minutes", 2));
  private static final Duration RECOVERY = Duration.ofSeconds(180);
  private static final int CALLERS = 8;

  /** Up to how many orders go through between two kills. */
  private static final int MOST_BETWEEN_KILLS = 20;

  private enum Victim {
    APPLICATION,
    COORDINATOR,
    DATABASE
  }

  private final Random random = new Random();
  private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
  private Duration longest = Duration.ZERO;
  private DatabaseServer database;
  private CaravanProcess coordinator;
  private CaravanProcess application;

  @Test
  void losesNothingHoweverOftenItsProcessesAreKilled() {
    try (DatabaseServer server = new DatabaseServer("chaos-database");
        CaravanProcess saga = CaravanProcess.coordinator("chaos-coordinator");
        CaravanProcess caravan =
            CaravanProcess.prepare(
                "chaos-application", server.settings("--caravan.saga.timeout=10s"))) {
      database = server;
      coordinator = saga;
      application = caravan;
      application.start(coordinator.settingsOf(application));
      Api api = application.api();
      Load.stock(api);
      Load load = Load.of(api, CALLERS);
      try (load) {
        while (load.running().compareTo(TIME) < 0) {
          load.awaitConfirmed(1 + random.nextInt(MOST_BETWEEN_KILLS), RECOVERY);
          kill(load);
        }
      }
      judge(api, load);
    }
  }

  private void kill(Load load) {
    List<Victim> all = List.of(Victim.values());
    Victim victim = all.get(random.nextInt(all.size()));
    kills.merge(victim, 1, Integer::sum);
    long killed = System.nanoTime();
    switch (victim) {
      case APPLICATION -> {
        application.kill();
        application.start(coordinator.settingsOf(application));
      }
      case COORDINATOR -> {
        coordinator.kill();
        coordinator.startCoordinator();
      }
      case DATABASE -> {
        database.kill();
        database.start();
      }
    }
    load.awaitConfirmed(1, RECOVERY);
    Duration took = Duration.ofNanos(System.nanoTime() - killed);
    longest = took.compareTo(longest) > 0 ? took : longest;
  }

  private void judge(Api api, Load load) {
    long asked = System.nanoTime();
    Books books = Books.settled(api, RECOVERY);
    Duration settled = Duration.ofNanos(System.nanoTime() - asked);
    List<String> lost =
        broken(
            load.answered().keySet().stream(), id -> books.assertKept(id, load.answered().get(id)));
    List<String> inexact = broken(books.orderIds().stream(), books::assertExact);

    System.out.printf(
        "chaos of %d minutes: kills %s; orders %d, answered %d, confirmed %d, cancelled %d;"
            + " lost %d, inexact %d; longest recovery %.1f s, all ended %.1f s after the last order%n",
        TIME.toMinutes(),
        kills,
        books.orderIds().size(),
        load.answered().size(),
        books.count("CONFIRMED"),
        books.count("CANCELLED"),
        lost.size(),
        inexact.size(),
        longest.toMillis() / 1e3,
        settled.toMillis() / 1e3);

    assertThat(lost).as("answers that were not kept").isEmpty();
    assertThat(inexact).as("orders whose books do not agree").isEmpty();
    books.assertBalanced(Map.of(Load.SKU, Load.INITIAL));
    api.assertJournalIsWhole();
  }

  private interface Check {
    void of(String orderId);
  }

  private static List<String> broken(Stream<String> orderIds, Check check) {
    return orderIds
        .flatMap(
            id -> {
              try {
                check.of(id);
                return Stream.empty();
              } catch (AssertionError e) {
                return Stream.of(e.getMessage());
              }
            })
        .toList();
  }
}
