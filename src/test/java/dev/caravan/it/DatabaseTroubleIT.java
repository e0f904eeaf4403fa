package dev.caravan.it;

import static dev.caravan.it.OrderJson.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Wire;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Nothing more comes from the database although nobody has hung up, and its disk is full. With
 * {@code -Dtrouble.defaults=true} by the packaged settings, which takes half a minute longer.
 */
@EnabledIfSystemProperty(named = "trouble", matches = "true")
class DatabaseTroubleIT {
  private static final int CALLERS = 8;
  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  /** The same as the packaged ones, but for the times. */
  private static final List<String> IMPATIENT =
      List.of(
          "--spring.datasource.hikari.connection-init-sql=set synchronous_commit to on;"
              + " set idle_in_transaction_session_timeout to '4s'",
          "--spring.datasource.hikari.data-source-properties.socketTimeout=4",
          "--spring.datasource.hikari.validation-timeout=1000");

  private static DatabaseServer database;
  private static Wire wire;
  private static CaravanProcess application;

  @BeforeAll
  static void start() {
    database = new DatabaseServer("trouble-database");
    wire = new Wire(database.port());
    application =
        CaravanProcess.started(
            "trouble-with-database",
            DatabaseServer.settingsAt(
                wire.port(),
                Stream.concat(
                        Stream.of("--caravan.saga.timeout=5s"),
                        Boolean.getBoolean("trouble.defaults") ? Stream.of() : IMPATIENT.stream())
                    .toArray(String[]::new)));
    Load.stock(application.api());
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
    if (wire != null) {
      wire.close();
    }
    if (database != null) {
      database.close();
    }
  }

  @Test
  void goesOnByItselfAfterConnectionsHaveDiedWithoutAWord() {
    Api api = application.api();
    Load load = Load.of(api, CALLERS);
    try (load) {
      load.awaitConfirmed(2 * CALLERS, PROGRESS);
      wire.cut();
      Conditions.await("refusals", PROGRESS, () -> load.answers(503) >= CALLERS);
      assertThat(api.isReady()).as("ready without a database").isFalse();
      wire.mend();
      load.awaitConfirmed(2 * CALLERS, PROGRESS);
    }

    load.assertAllAnswered();
    Books.keptAndBalanced(api, load, RECOVERY);
    Conditions.await("readiness", PROGRESS, api::isReady);
  }

  @Test
  void storesNothingOfAnOrderForWhichThereIsNoSpace() {
    Api api = application.api();
    OrderJson refused = anyOrder().item(Load.SKU, 1, "1.00");

    whileNoSpaceIsLeftFor(
        "OrderPlaced",
        () -> {
          Reply reply = api.place(refused);
          JsonNode problem = reply.problem(503);
          assertThat(problem.get("type").asText()).isEqualTo("urn:caravan:problem:unavailable");
          assertThat(reply.header("Retry-After")).isEqualTo("5");
          api.get("/api/orders/" + refused.orderId()).problem(404);
        });

    assertThat(api.place(refused).expect(201).json().get("status").asText()).isEqualTo("CONFIRMED");
  }

  @Test
  void undoesOrdersInWhoseMidstTheSpaceEnds() {
    Api api = application.api();
    OrderJson order = anyOrder().item(Load.SKU, 1, "1.00");

    whileNoSpaceIsLeftFor(
        "PaymentCharged",
        () -> {
          JsonNode problem = api.place(order).problem(503);
          assertThat(problem.get("orderStatus").asText()).isEqualTo("CANCELLED");
        });

    assertThat(api.events(order.orderId()))
        .containsExactly("OrderPlaced", "StockReserved", "StockReleased", "OrderCancelled");
    assertThat(api.payments(order.orderId()).findValuesAsText("status")).doesNotContain("CHARGED");
  }

  @Test
  void endsOrdersThatCouldNotBeUndoneForWantOfSpaceOnceThereIsSome() {
    Api api = application.api();
    Load load = Load.of(api, CALLERS);
    try (load) {
      load.awaitConfirmed(CALLERS, PROGRESS);
      whileNoSpaceIsLeftFor(
          "%",
          () -> Conditions.await("refusals", PROGRESS, () -> load.answers(503) >= 4 * CALLERS));
      load.awaitConfirmed(CALLERS, PROGRESS);
    }

    load.assertAllAnswered();
    Books.keptAndBalanced(api, load, RECOVERY);
  }

  private static void whileNoSpaceIsLeftFor(String types, Runnable work) {
    database.execute(
        """
        create function no_space() returns trigger language plpgsql as $$
        begin
          raise exception 'could not extend file: No space left on device' using errcode = '53100';
        end $$;
        create trigger no_space before insert on journal.event for each row
        when (new.type like '%s') execute function no_space()"""
            .formatted(types));
    try {
      work.run();
    } finally {
      database.execute("drop trigger no_space on journal.event; drop function no_space");
    }
  }
}
