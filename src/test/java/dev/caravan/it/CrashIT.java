package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The application is killed while it works, again and again, and keeps what it promised. */
class CrashIT {
  private static final int CALLERS = 8;
  private static final int KILLS = 3;

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
          load.awaitConfirmed(ORDERS_BETWEEN_KILLS, PROGRESS);
          application.kill();
          application.start();
        }
        load.awaitConfirmed(1, PROGRESS);
      }

      Books books = Books.keptAndBalanced(api, load, RECOVERY);

      assertThat(books.count("CONFIRMED")).isGreaterThanOrEqualTo(KILLS * ORDERS_BETWEEN_KILLS);
      assertReadModelsMissNothing(api, books);
      ProcessHandle database = application.postmaster().orElseThrow();
      application.terminate();
      application.exitCode(Duration.ofSeconds(30));
      Conditions.await("the database's end", RECOVERY, () -> !database.isAlive());
    }
  }

  /** They were killed as well, and are what one gets who builds them anew from the journal. */
  private static void assertReadModelsMissNothing(Api api, Books books) {
    Conditions.await("the read models", PROGRESS, () -> ReadModels.haveFollowed(api));
    List<JsonNode> orders = api.orders();
    List<String> live = answers(api, orders);
    long sold = 0;
    for (JsonNode sale : api.get("/api/sales").expect(200).json().get("sales")) {
      sold += sale.get("quantity").asLong();
    }
    assertThat(sold).isEqualTo(Load.PIECES * books.count("CONFIRMED"));

    ReadModels.rebuild(api);

    assertThat(api.orders()).isEqualTo(orders);
    assertThat(answers(api, orders)).isEqualTo(live);
  }

  private static List<String> answers(Api api, List<JsonNode> orders) {
    return Stream.concat(
            Stream.of("/api/sales", "/api/sagas?limit=100"),
            orders.stream().map(one -> "/api/orders/" + one.get("orderId").asText() + "/timeline"))
        .map(path -> api.get(path).expect(200).body())
        .toList();
  }
}
