package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The application is killed while it works, again and again, and keeps what it promised. */
class CrashIT {
  private static final int CALLERS = 8;
  private static final int KILLS = 5;

  /** The sagas' time limit, the grace of the recovery, and a scan or two on a busy machine. */
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final int ORDERS_BETWEEN_KILLS = 25;

  @Test
  void endsEveryAcceptedOrderAfterAnyNumberOfKills() {
    try (CaravanProcess application =
        CaravanProcess.started("crash-application", "--caravan.saga.timeout=5s")) {
      Api api = application.api();
      Load.stock(api);
      Load load = Load.of(api, CALLERS);
      try (load) {
        for (int kill = 1; kill <= KILLS; kill++) {
          long enough = load.answers(201) + ORDERS_BETWEEN_KILLS;
          Conditions.await("orders go through", PROGRESS, () -> load.answers(201) >= enough);
          application.kill();
          application.start();
        }
        long enough = load.answers(201) + 1;
        Conditions.await("orders go through", PROGRESS, () -> load.answers(201) >= enough);
      }

      Books books = Books.settled(api, RECOVERY);

      books.assertKept(load);
      books.assertBalanced(Map.of(Load.SKU, Load.INITIAL));
      assertThat(books.count("CONFIRMED")).isGreaterThanOrEqualTo(KILLS * ORDERS_BETWEEN_KILLS);
      ProcessHandle database = application.postmaster().orElseThrow();
      application.terminate();
      application.exitCode(Duration.ofSeconds(30));
      assertThat(database.isAlive()).as("a database that nobody uses").isFalse();
    }
  }
}
