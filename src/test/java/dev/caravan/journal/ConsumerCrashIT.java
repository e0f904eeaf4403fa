package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.JavaProcess;
import dev.caravan.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The members of a group are processes of their own that are killed while events come in. */
class ConsumerCrashIT {
  private static final int STREAMS = 24;
  private static final int MEMBERS = 3;
  private static final int KILLS = 4;
  private static final int EVENTS_A_KILL = 300;
  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final String CONSUMED = "journal:parcel?group=mailer&lease=2s";

  private record Handled(String stream, long version, long process) {}

  private final Random random = new Random(20260103);
  private final List<Process> members = new ArrayList<>();
  private final Set<Long> killed = new HashSet<>();
  private HikariDataSource database;
  private DomainContext domain;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabase.migrated();
    domain = new DomainContext(database);
    domain
        .jdbc()
        .execute(
            "create table handled (id bigserial primary key, stream text not null,"
                + " version bigint not null, process bigint not null)");
    for (int i = 0; i < MEMBERS; i++) {
      members.add(member());
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process member : members) {
      member.destroyForcibly().waitFor();
    }
    domain.close();
  }

  private Process member() throws IOException {
    return JavaProcess.of("128m", ConsumerProcess.class, database.getJdbcUrl(), CONSUMED)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void handlesEachEventInItsOrderAndOnlyAroundAKillTwice() throws Exception {
    await().atMost(PROGRESS).until(() -> owners() == MEMBERS);
    for (int kill = 0; kill < KILLS; kill++) {
      long before = handled();
      CompletableFuture<Void> appended = CompletableFuture.runAsync(this::append);
      long enough = before + 1 + random.nextInt(EVENTS_A_KILL / 2);
      await().atMost(PROGRESS).until(() -> handled() >= enough);
      killOne();
      members.add(member());
      appended.get();
    }

    await().atMost(PROGRESS).untilAsserted(() -> assertThat(missing()).isZero());
    assertInOrder();
    // all of them have a share in the end
    await().atMost(PROGRESS).until(() -> owners() == MEMBERS);
  }

  private void append() {
    Random streams = new Random(random.nextLong());
    for (int i = 0; i < EVENTS_A_KILL; i++) {
      domain
          .get(EventAppender.class)
          .append(
              "parcel-" + streams.nextInt(STREAMS),
              ExpectedVersion.any(),
              List.of(
                  new NewEvent(
                      "Seen", 1, UUID.randomUUID(), Instant.EPOCH, null, null, "test", "{}")));
    }
  }

  private void killOne() throws InterruptedException {
    Process chosen = members.remove(random.nextInt(members.size()));
    killed.add(chosen.pid());
    chosen.destroyForcibly().waitFor();
  }

  private long number(String query) {
    Long number = domain.jdbc().queryForObject(query, Long.class);
    return number == null ? 0 : number;
  }

  private long handled() {
    return number("select count(*) from handled");
  }

  private long missing() {
    return number(
        "select count(*) from journal.event e where e.type = 'Seen' and not exists (select 1"
            + " from handled h where 'parcel-' || h.stream = e.stream_id"
            + " and h.version = e.version)");
  }

  /** How many living members have partitions. */
  private long owners() {
    return number(
        "select count(distinct owner) from journal.subscription"
            + " where group_name = 'mailer' and expires_at > now()");
  }

  private void assertInOrder() {
    List<Handled> all =
        domain
            .jdbc()
            .query(
                "select stream, version, process from handled order by id",
                (row, number) -> new Handled(row.getString(1), row.getLong(2), row.getLong(3)));
    Map<String, Handled> last = new HashMap<>();
    List<Handled> again = new ArrayList<>();
    for (Handled one : all) {
      Handled before = last.getOrDefault(one.stream(), new Handled(one.stream(), 0, 0));
      if (one.version() == before.version()) {
        assertThat(killed).as("who handled %s before", one).contains(before.process());
        again.add(one);
      } else {
        assertThat(one.version()).as("%s after %s", one, before).isEqualTo(before.version() + 1);
      }
      last.put(one.stream(), one);
    }
    // the one event that a member has in hand
    assertThat(again).hasSizeLessThanOrEqualTo(KILLS);
    // one that had only just started may not have got to an event
    assertThat(all).extracting(Handled::process).containsAnyElementsOf(killed);
  }
}
