package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.testing.TestDatabase;
import dev.caravan.testing.Wire;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two processes on one database, as far as their signals go. */
class NotificationsTest {
  private static HikariDataSource database;
  private static JdbcTemplate jdbc;

  private final CommitSignal here = new CommitSignal();
  private final CommitSignal there = new CommitSignal();
  private final Notifications fromHere = new Notifications(database, here);
  private final Notifications fromThere = new Notifications(database, there);
  private static final List<NewEvent> SOMETHING =
      List.of(new NewEvent("Seen", 1, UUID.randomUUID(), Instant.EPOCH, null, null, "test", "{}"));

  private final AtomicInteger heardThere = new AtomicInteger();
  private Set<Thread> threadsOfOthers;

  @BeforeAll
  static void open() {
    database = TestDatabase.migrated();
    jdbc = new JdbcTemplate(database);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void start() {
    threadsOfOthers = threads();
    there.listen(heardThere::incrementAndGet);
    fromHere.start();
    fromThere.start();
    untilHeard(1);
  }

  @AfterEach
  void stop() {
    fromHere.stop();
    fromThere.stop();
    assertThat(threads()).as("threads that are left").isEqualTo(threadsOfOthers);
  }

  /** Those that notifications have; applications of other tests live on in the same JVM. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> Set.of("journal-notify", "journal-listen").contains(thread.getName()))
        .collect(Collectors.toSet());
  }

  private void untilHeard(int times) {
    await()
        .atMost(20, TimeUnit.SECONDS)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(() -> heardThere.get() >= times);
  }

  @Test
  void tellOthersOfACommit() {
    int before = heardThere.get();

    here.appended("order-1", SOMETHING);

    untilHeard(before + 1);
  }

  @Test
  void doNotTellTheirOwnProcessAnew() {
    AtomicInteger heardHere = new AtomicInteger();
    here.listen(heardHere::incrementAndGet);
    int before = heardThere.get();

    here.appended("order-1", SOMETHING);
    untilHeard(before + 1);

    await()
        .during(200, TimeUnit.MILLISECONDS)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> heardHere.get() == 1);
  }

  @Test
  void speakOnceForManyCommits() {
    int before = heardThere.get();

    for (int i = 0; i < 1_000; i++) {
      here.appended("order-1", SOMETHING);
    }
    untilHeard(before + 1);

    assertThat(heardThere.get() - before).isLessThan(100);
  }

  @Test
  void listenAnewWhereTheirConnectionBreaks() {
    int before = heardThere.get();

    jdbc.queryForList(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and query like 'listen %'");
    // each says so to its own process, as it may have missed something
    untilHeard(before + 1);
    int since = heardThere.get();
    here.appended("order-1", SOMETHING);

    untilHeard(since + 1);
  }

  @Test
  void listenAnewWhereTheirConnectionDiesWithoutAWord() {
    URI address = URI.create(database.getJdbcUrl().substring("jdbc:".length()));
    AtomicInteger heard = new AtomicInteger();
    CommitSignal far = new CommitSignal();
    far.listen(heard::incrementAndGet);
    try (Wire wire = new Wire(address.getPort());
        HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(database.getJdbcUrl().replace(":" + address.getPort(), ":" + wire.port()));
      Notifications listener = new Notifications(pool, far);
      listener.start();
      await().atMost(20, TimeUnit.SECONDS).until(() -> heard.get() > 0);

      wire.cut();
      wire.mend();
      int before = heard.get();

      await().atMost(30, TimeUnit.SECONDS).until(() -> heard.get() > before);
      int since = heard.get();
      here.appended("order-1", SOMETHING);
      await().atMost(20, TimeUnit.SECONDS).until(() -> heard.get() > since);
      listener.stop();
    }
  }
}
