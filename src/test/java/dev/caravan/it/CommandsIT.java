package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.TestDatabase;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What an auditor and an operator do with the jar while nothing runs, and what it answers after; on
 * the embedded database, and for the copy on one that is given by its URL.
 */
class CommandsIT {
  private static final String SKU = "IT-COMMANDS";
  private static final Duration COMMAND = Duration.ofSeconds(60);

  @Test
  void provesCopiesAndRebuildsTheJournal() throws Exception {
    try (CaravanProcess source = CaravanProcess.started("commands-source");
        CaravanProcess copy =
            CaravanProcess.prepare(
                "commands-copy",
                "--spring.datasource.url=" + TestDatabase.url(),
                "--spring.datasource.username=postgres")) {
      Map<String, String> answers = history(source.api());
      CaravanProcess.Ended beside = source.command("verify");
      assertThat(beside.code()).isEqualTo(1);
      assertThat(beside.errors())
          .singleElement()
          .asString()
          .startsWith("Caravan cannot verify: caravan.data-dir: ");
      source.stop();

      CaravanProcess.Ended verified = source.command("verify");
      assertThat(verified.code()).as(verified.errors().toString()).isZero();
      assertThat(verified.output()).contains("\"valid\":true", "\"firstInvalid\":null");
      assertThat(verified.errors()).isEmpty();

      Path export = source.data().resolveSibling("journal.jsonl");
      CaravanProcess.Ended exported = source.command("export");
      assertThat(exported.code()).isZero();
      assertThat(exported.errors()).isEmpty();
      Files.writeString(export, exported.output());
      List<String> lines = exported.output().lines().toList();

      Path cut = export.resolveSibling("cut.jsonl");
      Files.write(cut, lines.subList(0, lines.size() - 1));
      CaravanProcess.Ended refused = copy.command("import", cut.toString());
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.errors())
          .containsExactly(
              "Caravan cannot import: line %d: the export ends here, without its last line"
                  .formatted(lines.size()));

      assertThat(copy.command("import", export.toString()).code()).isZero();
      assertThat(copy.command("rebuild").code()).isZero();
      copy.start();
      assertThat(copy.data().resolve("postgres")).doesNotExist();
      assertAnswers(copy.api(), answers);
      copy.api().place(OrderJson.order("after-import").item(SKU, 1, "1.00")).expect(201);
      copy.api().assertJournalIsWhole();
      erase(copy.api());
      copy.stop();
      assertProvenAndExported(copy, lines.size());

      assertThat(source.command("rebuild").code()).isZero();
      source.start();
      assertAnswers(source.api(), answers);
      rebuildWhileItRuns(source.api(), answers);
      erase(source.api());
      source.api().place(OrderJson.order("after-rebuild").item(SKU, 1, "1.00")).expect(201);
      tamper(source);
      source.stop();

      CaravanProcess.Ended tampered = source.command("verify");
      assertThat(tampered.code()).isEqualTo(1);
      assertThat(tampered.output())
          .contains("\"streamId\":\"order-good\",\"version\":2,\"type\":\"StockReserved\"");
    }
  }

  /** Also from a database that is given by its URL, which the other commands wrote. */
  private static void assertProvenAndExported(CaravanProcess copy, int imported) {
    CaravanProcess.Ended verified = copy.command("verify");
    assertThat(verified.code()).as(verified.errors().toString()).isZero();
    assertThat(verified.output()).contains("\"valid\":true");
    CaravanProcess.Ended exported = copy.command("export");
    assertThat(exported.code()).as(exported.errors().toString()).isZero();
    assertThat(exported.output().lines()).hasSizeGreaterThan(imported);
    assertThat(exported.output()).contains("order-after-import");
  }

  private static Map<String, String> history(Api api) {
    api.setStock(SKU, 100);
    api.place(OrderJson.order("good").item(SKU, 3, "1.25")).expect(201);
    api.place(OrderJson.order("far").item(SKU, 2, "1.25").toAtlantis()).expect(422);
    api.place(OrderJson.order("broke").item(SKU, 2, "1.25").token("tok_declined")).expect(422);
    api.place(OrderJson.order("much").item(SKU, 1_000, "1.25")).expect(422);
    api.place(OrderJson.order("undone").item(SKU, 5, "1.25")).expect(201);
    api.post("/api/orders/undone/cancellation", "{\"reason\": \"ordered twice\"}").expect(200);
    api.setStock(SKU, 90);
    Conditions.await(
        "stock and read models",
        COMMAND,
        () ->
            api.stock(SKU).equals(Stock.free(90))
                && api.orders().size() == 5
                && ReadModels.haveFollowed(api));
    Map<String, String> answers = new LinkedHashMap<>();
    for (String order : List.of("good", "far", "broke", "much", "undone")) {
      for (String path :
          List.of(
              "/api/orders/" + order,
              "/api/orders/" + order + "/events",
              "/api/orders/" + order + "?version=1",
              "/api/orders/" + order + "/timeline",
              "/api/sagas?key=" + order,
              "/api/payments?orderId=" + order,
              "/api/shipments?orderId=" + order)) {
        answers.put(path, api.get(path).expect(200).body());
      }
    }
    for (String path :
        List.of(
            "/api/inventory",
            "/api/orders",
            "/api/sales",
            "/api/journal?limit=100",
            "/api/journal?after=40")) {
      answers.put(path, api.get(path).expect(200).body());
    }
    return answers;
  }

  private static void assertAnswers(Api api, Map<String, String> answers) {
    Conditions.awaitAsserted(
        "the same answers",
        COMMAND,
        () ->
            answers.forEach(
                (path, body) -> assertThat(api.get(path).body()).as(path).isEqualTo(body)));
  }

  private static void rebuildWhileItRuns(Api api, Map<String, String> answers) {
    ReadModels.rebuild(api);
    answers.forEach(
        (path, body) -> {
          if (!path.startsWith("/api/journal")) {
            assertThat(api.get(path).body()).as(path).isEqualTo(body);
          }
        });
  }

  private static void erase(Api api) {
    Conditions.await("the read models", COMMAND, () -> ReadModels.haveFollowed(api));
    String sales = api.get("/api/sales").body();
    api.send("DELETE", "/api/customers/VINET/personal-data", BodyPublishers.noBody()).expect(200);

    JsonNode address = api.order("good").at("/shipping/address");
    assertThat(address.get("name").isNull()).isTrue();
    assertThat(address.get("erased").asBoolean()).isTrue();
    assertThat(api.get("/api/orders").body()).doesNotContain("Chevalier");
    assertThat(api.get("/api/sales").body()).isEqualTo(sales);
    api.assertJournalIsWhole();
  }

  private static void tamper(CaravanProcess application) throws IOException, SQLException {
    List<String> pid = Files.readAllLines(application.data().resolve("postgres/postmaster.pid"));
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + pid.get(3) + "/postgres",
                "postgres",
                Files.readString(application.data().resolve("postgres.password")));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update journal.event set actor = 'nobody' where stream_id = 'order-good' and version = 2");
    }
  }
}
