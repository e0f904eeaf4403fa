package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class PostgresJournalTest {
  private HikariDataSource pool;
  private JdbcTemplate jdbc;
  private TransactionTemplate transaction;
  private PostgresJournal journal;

  @BeforeEach
  void start() {
    pool = TestDatabase.migrated();
    jdbc = new JdbcTemplate(pool);
    jdbc.update("delete from journal.event"); // the catalogue's, so that each test has only its own
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    journal = new PostgresJournal(jdbc, new CommitSignal(), new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    pool.close();
  }

  // with a plan of the time when the table was short, each append would scan it
  @Test
  void appendsByIndexAlsoWhereTheSessionPlannedOnAShortTable() {
    for (int stream = 0; stream < 20; stream++) {
      append("short-" + stream);
    }
    jdbc.execute("analyze journal.event");
    transaction.executeWithoutResult(
        status -> {
          append("planned-anew");
          long scans = scansOfTheWholeTable();
          for (int stream = 0; stream < 20; stream++) {
            append("order-" + stream);
          }
          assertThat(scansOfTheWholeTable()).isEqualTo(scans);
        });
  }

  private void append(String stream) {
    journal.append(stream, ExpectedVersion.noStream(), List.of(event("First", "{}")));
  }

  private long scansOfTheWholeTable() {
    return jdbc.queryForObject(
        "select pg_stat_get_xact_numscans('journal.event'::regclass)", Long.class);
  }

  @Test
  void appendsByOneStatementWhetherAnEventHasASagaAndACauseOrNot() {
    int appends = 40;
    transaction.executeWithoutResult(
        status -> {
          for (int i = 0; i < appends; i++) {
            String sagaId = i % 2 == 0 ? null : "saga-1";
            UUID cause = i % 3 == 0 ? null : UUID.randomUUID();
            NewEvent event =
                new NewEvent(
                    "First", 1, UUID.randomUUID(), Instant.now(), sagaId, cause, "test", "{}");
            journal.append("order-" + i, ExpectedVersion.noStream(), List.of(event));
          }
          Long runs =
              jdbc.queryForObject(
                  "select max(generic_plans + custom_plans) from pg_prepared_statements"
                      + " where statement like 'select journal.append(%'",
                  Long.class);
          assertThat(runs).isGreaterThan(appends / 2);
        });
  }

  // the canonical form that is hashed has one field a line
  @Test
  void refusesFieldsThatWouldMakeTheHashedFormAmbiguous() {
    String broken = "a\nb";
    refuses(broken, event("First", "{}"));
    refuses("order-1", event(broken, "{}"));
    refuses("order-1", newEvent(1, broken, "test"));
    refuses("order-1", newEvent(1, "", "test"));
    refuses("order-1", newEvent(1, null, broken));
    refuses("order-1", newEvent(0, null, "test"));

    assertThat(jdbc.queryForObject("select count(*) from journal.event", Long.class)).isZero();
  }

  private void refuses(String stream, NewEvent event) {
    assertThatThrownBy(() -> journal.append(stream, ExpectedVersion.noStream(), List.of(event)))
        .isInstanceOf(DataIntegrityViolationException.class);
  }

  private static NewEvent newEvent(int schemaVersion, @Nullable String sagaId, String actor) {
    return new NewEvent(
        "First", schemaVersion, UUID.randomUUID(), Instant.now(), sagaId, null, actor, "{}");
  }

  @Test
  void readsAStreamAsItWasWritten() {
    NewEvent first = event("First", "{\"amount\":\"12.10\",  \"name\":\"Münster\\n\"}");
    NewEvent second =
        new NewEvent(
            "Second",
            3,
            UUID.randomUUID(),
            first.occurredAt(),
            "saga-1",
            first.eventId(),
            "customer",
            "{}");

    assertThat(journal.append("order-1", ExpectedVersion.noStream(), List.of(first, second)))
        .isEqualTo(2);

    List<RecordedEvent> read = journal.readStream("order-1");
    assertThat(read).extracting(RecordedEvent::version).containsExactly(1L, 2L);
    assertThat(read.get(0).data()).isEqualTo(first.data());
    assertThat(read.get(0).occurredAt()).isEqualTo(first.occurredAt());
    assertThat(read.get(1))
        .returns("Second", RecordedEvent::type)
        .returns(3, RecordedEvent::schemaVersion)
        .returns("saga-1", RecordedEvent::sagaId)
        .returns(first.eventId(), RecordedEvent::causedBy)
        .returns("customer", RecordedEvent::actor)
        .returns(read.get(0).hash(), RecordedEvent::previousHash);
  }

  @Test
  void refusesAnAppendWhereTheStreamStandsElsewhereAndLeavesTheTransactionUsable() {
    journal.append("order-1", ExpectedVersion.noStream(), List.of(event("First", "{}")));

    transaction.executeWithoutResult(
        status -> {
          assertThatThrownBy(
                  () ->
                      journal.append(
                          "order-1", ExpectedVersion.noStream(), List.of(event("Other", "{}"))))
              .isInstanceOf(WrongExpectedVersionException.class);
          journal.append("order-1", ExpectedVersion.exactly(1), List.of(event("Second", "{}")));
        });

    assertThat(journal.readStream("order-1"))
        .extracting(RecordedEvent::type)
        .containsExactly("First", "Second");
  }

  @Test
  void appendsAllEventsOrNone() {
    journal.append("order-1", ExpectedVersion.noStream(), List.of(event("First", "{}")));

    assertThatThrownBy(
            () ->
                journal.append(
                    "order-1",
                    ExpectedVersion.noStream(),
                    List.of(event("Other", "{}"), event("Another", "{}"))))
        .isInstanceOf(WrongExpectedVersionException.class);
    assertThat(
            journal.append(
                "order-1",
                ExpectedVersion.any(),
                List.of(event("Second", "{}"), event("Third", "{}"))))
        .isEqualTo(3);
    assertThat(journal.readStream("order-1"))
        .extracting(RecordedEvent::type)
        .containsExactly("First", "Second", "Third");
  }

  @Test
  void joinsTheTransactionOfItsCaller() {
    transaction.executeWithoutResult(
        status -> {
          journal.append("order-1", ExpectedVersion.any(), List.of(event("First", "{}")));
          status.setRollbackOnly();
        });

    assertThat(journal.readStream("order-1")).isEmpty();
    assertThat(journal.readAll(0, 10)).isEmpty();
  }

  @Test
  void letsOneOfManyWritersOfTheSameVersionWin() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(8);
    List<Future<Boolean>> wins = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      wins.add(
          writers.submit(
              () -> {
                try {
                  journal.append(
                      "order-1", ExpectedVersion.noStream(), List.of(event("First", "{}")));
                  return true;
                } catch (WrongExpectedVersionException e) {
                  return false;
                }
              }));
    }

    int won = 0;
    for (Future<Boolean> win : wins) {
      won += win.get() ? 1 : 0;
    }
    writers.shutdown();
    assertThat(won).isEqualTo(1);
    assertThat(journal.readStream("order-1")).hasSize(1);
  }

  @Test
  void appendsOfAnyVersionToOneStreamAllSucceed() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(8);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      done.add(
          writers.submit(
              () -> journal.append("order-1", ExpectedVersion.any(), List.of(event("E", "{}")))));
    }
    for (Future<?> one : done) {
      one.get();
    }
    writers.shutdown();

    assertThat(journal.readStream("order-1"))
        .extracting(RecordedEvent::version)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).mapToObj(i -> (long) i).toList());
  }

  @Test
  void readersByPositionWaitForAnEarlierEventThatIsNotCommittedYet() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    ExecutorService slow = Executors.newSingleThreadExecutor();
    Future<?> done =
        slow.submit(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      journal.append(
                          "order-slow", ExpectedVersion.any(), List.of(event("S", "{}")));
                      written.countDown();
                      await(commit);
                    }));
    await(written);
    journal.append("order-fast", ExpectedVersion.any(), List.of(event("F", "{}")));

    assertThat(journal.readAll(0, 10)).isEmpty();

    commit.countDown();
    done.get();
    slow.shutdown();
    assertThat(journal.readAll(0, 10))
        .extracting(RecordedEvent::streamId)
        .containsExactly("order-slow", "order-fast");
  }

  @Test
  void aReaderByPositionMeetsEveryEventOnceBesideWritersOfWhichOneIsSlow() throws Exception {
    CountDownLatch othersAreDone = new CountDownLatch(16);
    CountDownLatch slowHasWritten = new CountDownLatch(1);
    ExecutorService writers = Executors.newFixedThreadPool(17);
    List<Future<?>> done = new ArrayList<>();
    for (int w = 0; w < 16; w++) {
      done.add(
          writers.submit(
              () -> {
                writeAndSometimesRollBack();
                await(slowHasWritten);
                writeAndSometimesRollBack();
                othersAreDone.countDown();
              }));
    }
    done.add(writers.submit(() -> writeSlowly(slowHasWritten, othersAreDone)));

    List<Long> seen = new ArrayList<>();
    List<Long> seenNaively = new ArrayList<>();
    while (true) {
      // asked before reading: what was committed until then must be in this read or an earlier one
      boolean writing = done.stream().anyMatch(f -> !f.isDone());
      List<RecordedEvent> batch = journal.readAll(last(seen), 50);
      batch.forEach(e -> seen.add(e.position()));
      List<Long> naive =
          jdbc.queryForList(
              "select position from journal.event where position > ? order by position limit 50",
              Long.class,
              last(seenNaively));
      seenNaively.addAll(naive);
      if (!writing && batch.isEmpty() && naive.isEmpty()) {
        break;
      }
    }
    for (Future<?> one : done) {
      one.get();
    }
    writers.shutdown();

    List<Long> all =
        jdbc.queryForList("select position from journal.event order by position", Long.class);
    assertThat(seen).isEqualTo(all).hasSizeGreaterThan(500);
    assertThat(seenNaively).as("what the naive query skips").isNotEqualTo(all);
  }

  private static long last(List<Long> positions) {
    return positions.isEmpty() ? 0 : positions.get(positions.size() - 1);
  }

  private void writeSlowly(CountDownLatch written, CountDownLatch commit) {
    transaction.executeWithoutResult(
        status -> {
          journal.append("order-slow", ExpectedVersion.any(), List.of(event("S", "{}")));
          written.countDown();
          await(commit);
        });
  }

  private void writeAndSometimesRollBack() {
    for (int i = 0; i < 25; i++) {
      transaction.executeWithoutResult(
          status -> {
            String stream = "order-" + UUID.randomUUID();
            journal.append(stream, ExpectedVersion.any(), List.of(event("A", "{}")));
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
              status.setRollbackOnly();
            }
          });
    }
  }

  @Test
  void chainsTheEventsOfAStreamByHashesThatAnybodyCanRecompute() throws Exception {
    journal.append("order-1", ExpectedVersion.any(), List.of(event("First", "{\"a\": 1.10}")));
    journal.append("order-1", ExpectedVersion.any(), List.of(event("Second", "{}")));

    for (RecordedEvent event : journal.readStream("order-1")) {
      assertThat(event.hash()).isEqualTo(hash(event));
    }
    assertThat(
            jdbc.queryForObject(
                """
                select count(*) from journal.event where hash <> journal.event_hash(
                  previous_hash, position, stream_id, version, type, schema_version, event_id,
                  occurred_at, saga_id, caused_by, actor, data::text)
                """,
                Integer.class))
        .isZero();
  }

  private static String hash(RecordedEvent e) throws Exception {
    String canonical =
        String.join(
            "\n",
            e.previousHash() == null ? "" : e.previousHash(),
            Long.toString(e.position()),
            e.streamId(),
            Long.toString(e.version()),
            e.type(),
            Integer.toString(e.schemaVersion()),
            e.eventId().toString(),
            Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, e.occurredAt())),
            e.sagaId() == null ? "" : e.sagaId(),
            e.causedBy() == null ? "" : e.causedBy().toString(),
            e.actor(),
            e.data());
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private static NewEvent event(String type, String data) {
    return new NewEvent(
        type,
        1,
        UUID.randomUUID(),
        Instant.parse("2026-01-02T03:04:05.123456Z"),
        null,
        null,
        "test",
        data);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
