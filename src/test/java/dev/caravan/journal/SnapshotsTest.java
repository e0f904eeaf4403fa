package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Snapshots of a stream of numbers, the state of which is their sum. */
class SnapshotsTest {
  private static HikariDataSource pool;
  private static JdbcTemplate jdbc;
  private static TransactionTemplate transaction;
  private static PostgresJournal journal;
  private static SnapshotTable table;
  private static int streams;

  private final Sums sums = new Sums(1);
  private final Snapshots snapshots = new Snapshots(table, new AtOnce());
  private String stream;

  record Sum(String stream, long total, long version) {}

  private static final class Sums implements Fold<Sum, Sum> {
    private final int schemaVersion;
    private int folded;

    Sums(int schemaVersion) {
      this.schemaVersion = schemaVersion;
    }

    @Override
    public Sum initial(String streamId) {
      return new Sum(streamId, 0, 0);
    }

    @Override
    public Sum after(Sum sum, List<RecordedEvent> events) {
      folded += events.size();
      long more = events.stream().mapToLong(event -> Long.parseLong(event.data())).sum();
      return new Sum(sum.stream(), sum.total() + more, sum.version() + events.size());
    }

    @Override
    public int schemaVersion() {
      return schemaVersion;
    }

    @Override
    public Class<Sum> kept() {
      return Sum.class;
    }

    @Override
    public Sum keep(Sum sum) {
      return sum;
    }

    @Override
    public Sum restore(Sum first, Sum kept) {
      return kept;
    }
  }

  /** Writes on the thread of whoever offers. */
  private static final class AtOnce extends SnapshotWriter {
    @Override
    void offer(String streamId, Runnable write) {
      write.run();
    }
  }

  @BeforeAll
  static void start() {
    pool = TestDatabase.migrated();
    jdbc = new JdbcTemplate(pool);
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    journal = new PostgresJournal(jdbc, new CommitSignal(), new SimpleMeterRegistry());
    table = new SnapshotTable(jdbc);
  }

  @AfterAll
  static void stop() {
    pool.close();
  }

  @BeforeEach
  void aStream() {
    stream = "sum-" + ++streams;
  }

  /** Appends the numbers from 1 on. */
  private void append(int numbers) {
    append(stream, numbers);
  }

  private static void append(String stream, int numbers) {
    jdbc.queryForList(
        "select journal.append(?, -1, 'Added', 1, gen_random_uuid(), now(), null, null, 'test',"
            + " n::text) from generate_series(1, ?) n",
        stream,
        numbers);
  }

  private Sum load() {
    return load(sums);
  }

  private Sum load(Sums sums) {
    sums.folded = 0;
    return snapshots.load(stream, sums);
  }

  private Sum sumOf(long numbers) {
    return new Sum(stream, numbers * (numbers + 1) / 2, numbers);
  }

  private List<Long> versions() {
    return jdbc.queryForList(
        "select version from journal.snapshot where stream_id = ?", Long.class, stream);
  }

  @Test
  void ofNoEventsThereIsTheInitialState() {
    assertThat(load()).isEqualTo(new Sum(stream, 0, 0));
  }

  @Test
  void aShortStreamHasNone() {
    append(Snapshots.EVERY);

    assertThat(load()).isEqualTo(sumOf(Snapshots.EVERY));
    assertThat(versions()).isEmpty();
  }

  @Test
  void aLongStreamIsFoldedOnceAndThenFromItsSnapshot() {
    append(250);
    assertThat(load()).isEqualTo(sumOf(250));
    assertThat(versions()).containsExactly(250L);

    append(1);

    assertThat(load()).returns(sumOf(250).total() + 1, Sum::total).returns(251L, Sum::version);
    assertThat(sums.folded).isEqualTo(2); // the first one and the new one
  }

  @Test
  void aStreamOf10000EventsReadsNoMoreThanTwiceWhatOneOf100Reads() {
    append(stream + "-short", 100);
    append(10_000);
    jdbc.execute("analyze journal.event");
    load();
    append(Snapshots.EVERY - 1); // the most that come without a new snapshot

    long read = rowsRead(stream);
    Sum sum = load();

    assertThat(sum.version()).isEqualTo(10_000 + Snapshots.EVERY - 1);
    assertThat(sums.folded).isLessThanOrEqualTo(Snapshots.EVERY);
    assertThat(read).isLessThanOrEqualTo(2 * rowsRead(stream + "-short"));
  }

  /** What the database reads of the journal for one load. */
  private long rowsRead(String streamId) {
    Long rows =
        transaction.execute(
            status -> {
              long before = rowsRead();
              snapshots.load(streamId, sums);
              return rowsRead() - before;
            });
    return rows == null ? -1 : rows;
  }

  private static long rowsRead() {
    Long rows =
        jdbc.queryForObject(
            "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)"
                + " from pg_stat_xact_user_tables where relid = 'journal.event'::regclass",
            Long.class);
    return rows == null ? 0 : rows;
  }

  @Test
  void whoAppendsLeavesOneBeforeAnybodyLoads() {
    Sum sum = sums.initial(stream);
    for (int i = 0; i < 50; i++) {
      sum = appendFive(sum);
    }

    assertThat(versions()).containsExactly(200L);
    assertThat(load()).isEqualTo(sum);
    assertThat(sums.folded).isEqualTo(1 + 50);
  }

  private Sum appendFive(Sum sum) {
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(
          new NewEvent(
              "Added", 1, UUID.randomUUID(), Instant.now(), null, null, "test", String.valueOf(i)));
    }
    long version = journal.append(stream, ExpectedVersion.exactly(sum.version()), events);
    Sum after = new Sum(stream, sum.total() + 10, version);
    snapshots.appended(stream, sums, after, version, 5, events.get(4).eventId());
    return after;
  }

  @Test
  void withoutAnyTheStateIsTheSame() {
    append(350);
    Sum first = load();
    Sum fromSnapshot = load();
    table.clear();

    assertThat(load()).isEqualTo(first).isEqualTo(fromSnapshot);
    assertThat(sums.folded).isEqualTo(350);
    assertThat(versions()).as("made again").containsExactly(350L);
  }

  @Test
  void oneOfAnotherSchemaVersionIsNotUsedAndIsReplaced() {
    append(150);
    load();
    jdbc.update("update journal.snapshot set state = '{\"sum\":\"in words\"}'");
    Sums next = new Sums(2);

    assertThat(load(next)).isEqualTo(sumOf(150));
    assertThat(next.folded).isEqualTo(150);
    assertThat(load(next)).isEqualTo(sumOf(150));
    assertThat(next.folded).isEqualTo(1);
  }

  @Test
  void oneThatCannotBeReadIsNotUsedAndIsReplaced() {
    append(150);
    load();
    jdbc.update("update journal.snapshot set state = '{\"total\":5}' where stream_id = ?", stream);

    assertThat(load()).isEqualTo(sumOf(150));
    assertThat(load()).isEqualTo(sumOf(150));
    assertThat(sums.folded).isEqualTo(1);
  }

  @Test
  void oneOfAVersionThatTheStreamDoesNotHaveIsNotUsed() {
    append(250);
    load();
    jdbc.update("delete from journal.event where stream_id = ? and version > 150", stream);

    assertThat(load()).isEqualTo(sumOf(150));
    assertThat(versions()).containsExactly(150L);
  }

  @Test
  void oneOfAnotherEventOfTheSameVersionIsNotUsed() {
    append(250);
    load();
    jdbc.update("delete from journal.event where stream_id = ? and version > 150", stream);
    append(200);

    assertThat(load()).isEqualTo(new Sum(stream, sumOf(150).total() + sumOf(200).total(), 350));
  }

  @Test
  void onesOfEventsThatAreRolledBackAreNeverUsed() {
    append(120);
    SnapshotWriter writer = new SnapshotWriter();
    Snapshots onItsThread = new Snapshots(table, writer);
    transaction.executeWithoutResult(
        status -> {
          append(30);
          assertThat(onItsThread.load(stream, sums).version()).isEqualTo(150);
          status.setRollbackOnly();
        });

    append(30);
    assertThat(load().total()).isEqualTo(sumOf(120).total() + sumOf(30).total());
  }

  @Test
  void isWrittenOnAThreadOfItsOwn() throws Exception {
    append(150);
    SnapshotWriter writer = new SnapshotWriter();

    new Snapshots(table, writer).load(stream, sums);

    await().untilAsserted(() -> assertThat(versions()).containsExactly(150L));
    writer.destroy();
    // one that comes too late is dropped
    new Snapshots(table, writer).load(stream, new Sums(2));
    assertThat(
            jdbc.queryForObject(
                "select schema_version from journal.snapshot where stream_id = ?",
                Integer.class,
                stream))
        .isEqualTo(1);
  }

  @Test
  void aWriteThatFailsFailsNobodyAndIsTriedAgain() throws Exception {
    append(150);
    SnapshotWriter writer = new SnapshotWriter();
    List<String> attempts = new ArrayList<>();
    writer.offer(
        stream,
        () -> {
          synchronized (attempts) {
            attempts.add("failed");
          }
          throw new IllegalStateException("told to fail");
        });
    await()
        .untilAsserted(
            () -> {
              new Snapshots(table, writer).load(stream, sums);
              assertThat(versions()).containsExactly(150L);
            });
    writer.destroy();
    assertThat(attempts).containsExactly("failed");
  }

  @Test
  void whateverHappensBetweenLoadsTheStateIsThatOfAllEvents() {
    Random random = new Random(20260102);
    long expected = 0;
    for (int i = 0; i < 150; i++) {
      switch (random.nextInt(6)) {
        case 0 -> table.clear();
        case 1 -> load(new Sums(2 + random.nextInt(2)));
        case 2 ->
            jdbc.update(
                "update journal.snapshot set version = greatest(1, version - 7)"
                    + " where stream_id = ?",
                stream);
        default -> {
          int numbers = 1 + random.nextInt(60);
          append(numbers);
          expected += (long) numbers * (numbers + 1) / 2;
        }
      }
      assertThat(load().total()).isEqualTo(expected);
    }
    assertThat(load().version()).isGreaterThan(1_000);
  }
}
