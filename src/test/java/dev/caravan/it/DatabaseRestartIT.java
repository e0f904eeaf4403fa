package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database is a process of its own, which goes away while orders run and comes again. */
class DatabaseRestartIT {
  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(90);
  private DatabaseServer database;

  @BeforeEach
  void startDatabase() {
    database = new DatabaseServer("database");
  }

  @AfterEach
  void stopDatabase() {
    database.close();
  }

  @Test
  void endsEveryOrderAlthoughTheDatabaseIsStoppedAndKilled() {
    try (CaravanProcess application =
        CaravanProcess.started(
            "database-restart",
            database.settings(
                "--caravan.saga.timeout=5s",
                // else a request waits 30 s for a connection before it is refused
                "--spring.datasource.hikari.connection-timeout=5000"))) {
      Api api = application.api();
      Load.stock(api);
      Load load = Load.of(api, 8);
      try (load) {
        load.awaitConfirmed(20, PROGRESS);
        database.stop();
        awaitRefusals(load);
        assertThat(api.isReady()).as("ready without a database").isFalse();
        database.start();
        load.awaitConfirmed(20, PROGRESS);
        database.kill();
        awaitRefusals(load);
        database.start();
        load.awaitConfirmed(1, PROGRESS);
      }

      load.assertAllAnswered();
      Books.keptAndBalanced(api, load, RECOVERY);
      Conditions.await("readiness", PROGRESS, api::isReady);
    }
  }

  private static void awaitRefusals(Load load) {
    long enough = load.answers(503) + 8;
    Conditions.await("refusals", PROGRESS, () -> load.answers(503) >= enough);
  }
}
