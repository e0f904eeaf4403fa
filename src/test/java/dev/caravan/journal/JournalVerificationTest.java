package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.journal.Verification.Invalid;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JournalVerificationTest {
  private static final List<String> STREAMS = List.of("order-a", "order-b", "order-c", "order-d");
  private static final int EVENTS = 24;

  /** Gives a stream new hashes from a version on, as one could who may write to the table. */
  private static final String REHASH =
      """
      do $$ declare r record; begin
        for r in select * from journal.event where stream_id = 'order-b' and version >= %d
          order by version loop
          update journal.event e set previous_hash = p.hash, hash = journal.event_hash(p.hash,
            e.position, e.stream_id, e.version, e.type, e.schema_version, e.event_id, e.occurred_at,
            e.saga_id, e.caused_by, e.actor, e.data::text)
          from journal.event p where e.position = r.position
            and p.stream_id = e.stream_id and p.version = e.version - 1;
        end loop;
      end $$""";

  @TempDir private static Path folder;
  private static HikariDataSource pool;
  private static JdbcTemplate jdbc;
  private static TransactionTemplate transaction;
  private static CommitSignal signal;
  private static PostgresJournal journal;
  private static SigningKey key;

  private SignedCheckpoints checkpoints;
  private JournalVerification verification;

  @BeforeAll
  static void write() {
    pool = TestDatabase.migrated();
    jdbc = new JdbcTemplate(pool);
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    signal = new CommitSignal();
    journal = new PostgresJournal(jdbc, signal, new SimpleMeterRegistry());
    key = key("journal-signing.key");
    jdbc.update("delete from journal.event");
    SignedCheckpoints signing = checkpoints(key);
    for (int round = 0; round < 3; round++) {
      for (int version = 0; version < 2; version++) {
        STREAMS.forEach(stream -> append(stream));
      }
      signing.sign();
    }
    jdbc.execute("create table event_before as select * from journal.event");
    jdbc.execute("create table checkpoint_before as select * from journal.checkpoint");
  }

  private static SigningKey key(String name) {
    return new SigningKey(folder.resolve(name).toString());
  }

  private static SignedCheckpoints checkpoints(SigningKey signingKey) {
    return new SignedCheckpoints(
        jdbc, new JournalRows(pool), transaction, signingKey, Clock.systemUTC());
  }

  private static JournalVerification verification(SignedCheckpoints signed) {
    return new JournalVerification(jdbc, new JournalRows(pool), signed, transaction);
  }

  private static void append(String stream) {
    journal.append(
        stream,
        ExpectedVersion.any(),
        List.of(
            new NewEvent(
                "Happened",
                2,
                UUID.randomUUID(),
                Instant.parse("1969-12-31T23:59:59.000001Z"),
                stream.equals("order-a") ? "saga-1" : null,
                stream.equals("order-b") ? new UUID(1, 2) : null,
                "Jürgen 🐫",
                " {\"name\": \"Münster\\n\\u0001\",\n\"amount\":1.10 } ")));
  }

  @BeforeEach
  void restore() {
    jdbc.execute("truncate journal.event, journal.checkpoint");
    jdbc.execute("insert into journal.event select * from event_before");
    jdbc.execute("insert into journal.checkpoint select * from checkpoint_before");
    key.remember(
        jdbc.queryForObject(
            "select encode(signature, 'hex') from journal.checkpoint order by position desc limit 1",
            String.class));
    checkpoints = checkpoints(key);
    verification = verification(checkpoints);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  void findsNothingInAJournalAsItWasWritten() {
    long last = jdbc.queryForObject("select max(position) from journal.event", Long.class);

    assertThat(verification.all()).isEqualTo(new Verification(EVENTS, 4, true, null, last));
    assertThat(verification.sinceCheckpoint()).isEqualTo(new Verification(0, 0, true, null, last));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data = '{}'                          | its content does not fit",
        "actor = 'nobody'                     | its content does not fit",
        "occurred_at = '2020-01-01'           | its content does not fit",
        "occurred_at = 'infinity'             | its content does not fit",
        "saga_id = 'saga-9'                   | its content does not fit",
        "type = 'Other'                       | its content does not fit",
        "event_id = gen_random_uuid()         | its content does not fit",
        "hash = sha256('')                    | its content does not fit",
        "previous_hash = sha256('')           | its previous hash is not",
        "previous_hash = null                 | its previous hash is not"
      })
  void namesTheEventThatWasChanged(String change, String detail) {
    jdbc.update(
        "update journal.event set " + change + " where stream_id = 'order-c' and version = 6");

    assertFound("order-c", 6L, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version = 3 | 4 | the event before it in its stream has version 2",
        "version = 1 | 2 | it is the first that is there of its stream"
      })
  void namesTheEventBeforeWhichOneIsMissing(String removed, long version, String detail) {
    jdbc.update("delete from journal.event where stream_id = 'order-c' and " + removed);

    assertFound("order-c", version, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stream_id = 'order-b' and version = 6                      | 7 are there",
        "position = (select max(position) from journal.event)      | 7 are there",
        "stream_id = 'order-b' and version > 4                      | 6 are there",
        "stream_id = 'order-b'                                      | 6 are there",
        "true                                                       | 0 are there"
      })
  void findsThatTheEndOfAStreamIsGone(String removed, String detail) {
    jdbc.update("delete from journal.event where " + removed);

    assertFound(null, null, detail);
  }

  @Test
  void findsAChainThatWasComputedAnew() {
    jdbc.update("update journal.event set data = '{}' where stream_id = 'order-b' and version = 3");
    jdbc.execute(REHASH.formatted(3));
    assertThat(verification.chains().valid()).as("the chains by themselves").isTrue();

    assertFound(null, null, "not all have the hash that they had");
  }

  @Test
  void findsAnEventThatWasTakenOutOfAChainThatWasComputedAnew() {
    jdbc.update("delete from journal.event where stream_id = 'order-b' and version = 3");
    for (int version = 4; version <= 6; version++) {
      jdbc.update(
          "update journal.event set version = ? where stream_id = 'order-b' and version = ?",
          version - 1,
          version);
    }
    jdbc.execute(REHASH.formatted(3));
    assertThat(verification.chains().valid()).as("the chains by themselves").isTrue();

    assertFound(null, null, "of the 8 events signed");
  }

  @Test
  void findsTwoEventsThatChangedPlaces() {
    jdbc.update(
        """
        update journal.event e set data = o.data, event_id = gen_random_uuid(), type = 'Swapped'
        from journal.event o where e.stream_id = 'order-b' and o.stream_id = 'order-b'
          and e.version in (3, 4) and o.version = 7 - e.version
        """);
    assertFound("order-b", 3L, "its content does not fit");
  }

  @Test
  void findsTwoEventsWhoseVersionsWereExchanged() {
    jdbc.update(
        "update journal.event set version = 99 where stream_id = 'order-b' and version = 3");
    jdbc.update("update journal.event set version = 3 where stream_id = 'order-b' and version = 4");
    jdbc.update(
        "update journal.event set version = 4 where stream_id = 'order-b' and version = 99");

    assertThat(verification.all().firstInvalid())
        .returns("order-b", Invalid::streamId)
        .returns(4L, Invalid::version);
  }

  @Test
  void findsAnEventThatWasPutInAmongSignedOnes() {
    long gap = jdbc.queryForObject("select max(position) + 1 from journal.event", Long.class);
    jdbc.queryForObject("select nextval('journal.position')", Long.class);
    append("order-a");
    checkpoints.sign();
    jdbc.update(
        """
        insert into journal.event values (?, 'order-x', 1, 'Happened', 1, ?, '2026-01-01', null, null,
          'x', '{}', null, journal.event_hash(null, ?, 'order-x', 1, 'Happened', 1, ?, '2026-01-01',
          null, null, 'x', '{}'))
        """,
        gap,
        new UUID(7, 7),
        gap,
        new UUID(7, 7));
    assertThat(verification.chains().valid()).as("the chains by themselves").isTrue();

    assertFound(null, null, "of the 1 events signed");
  }

  @Test
  void findsThatTheLastCheckpointsWereTakenAwayWithTheirEvents() {
    jdbc.update(
        """
        delete from journal.event where position > (
          select position from journal.checkpoint order by position desc limit 1 offset 1)
        """);
    jdbc.update(
        """
        delete from journal.checkpoint
        where position = (select max(position) from journal.checkpoint)
        """);

    assertFound(null, null, "the checkpoint that was signed last is missing");
  }

  @Test
  void findsACheckpointThatIsNotSignedByTheKey() {
    jdbc.update("update journal.checkpoint set events = events + 1");

    assertFound(null, null, "the checkpoint's signature is not that of the signing key");
  }

  @Test
  void findsThatACheckpointIsMissing() {
    jdbc.update(
        """
        delete from journal.checkpoint
        where position = (select min(position) from journal.checkpoint)
        """);

    assertFound(null, null, "the checkpoint before this one is missing");
  }

  @Test
  void checksOnlyWhatCameAfterTheLastCheckpointWhereAskedTo() {
    append("order-b");
    append("order-new");
    append("order-new");
    jdbc.update("update journal.event set data = '{}' where stream_id = 'order-a' and version = 1");

    assertThat(verification.sinceCheckpoint())
        .returns(3L, Verification::events)
        .returns(2L, Verification::streams)
        .returns(true, Verification::valid);

    jdbc.update(
        "update journal.event set data = '{}' where stream_id = 'order-new' and version = 1");
    assertThat(verification.sinceCheckpoint().firstInvalid())
        .returns("order-new", Invalid::streamId)
        .returns(1L, Invalid::version);
    assertThat(verification.all().firstInvalid()).returns("order-a", Invalid::streamId);
  }

  @Test
  void findsAnEventMissingBeforeThoseSinceTheCheckpoint() {
    jdbc.update("delete from journal.event where stream_id = 'order-b' and version = 6");
    jdbc.update(
        "delete from journal.checkpoint where position = (select max(position) from journal.checkpoint)");
    append("order-b");
    jdbc.update("update journal.event set version = 7 where stream_id = 'order-b' and version = 6");

    assertThat(verification.sinceCheckpoint().firstInvalid())
        .returns("order-b", Invalid::streamId)
        .returns(7L, Invalid::version);
  }

  @Test
  void doesNotSignOnTopOfTheCheckpointsOfAnotherKey() {
    append("order-b");
    SignedCheckpoints other = checkpoints(key("other.key"));

    assertThatThrownBy(other::sign)
        .hasMessageStartingWith("caravan.journal.signing-key: the checkpoint at position ");
    assertThat(verification(other).all().firstInvalid())
        .returns("the checkpoint's signature is not that of the signing key", Invalid::detail);
  }

  @RepeatedTest(5)
  void signsWithOneKeyWhereSeveralProcessesStartAtOnce(RepetitionInfo run) throws Exception {
    jdbc.execute("truncate journal.checkpoint");
    String name = "shared-" + run.getCurrentRepetition() + ".key";

    assertThat(
            Concurrently.run(
                4,
                process ->
                    () -> {
                      checkpoints(key(name)).sign();
                      return "signed";
                    }))
        .containsOnly("signed");

    assertThat(verification(checkpoints(key(name))).all().valid()).isTrue();
  }

  @Test
  void keepsThePrivateKeyToItsOwner() throws Exception {
    assertThat(Files.getPosixFilePermissions(folder.resolve("journal-signing.key")))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  @Test
  void findsNothingWhileOthersWriteAndSign() throws Exception {
    List<Object> outcomes =
        Concurrently.run(
            6,
            i ->
                () -> {
                  for (int n = 0; n < 20; n++) {
                    if (i == 0) {
                      assertThat(verification.all().firstInvalid()).isNull();
                    } else if (i < 3) {
                      checkpoints(key).sign();
                    } else {
                      append("order-" + i + "-" + n % 3);
                      append("order-b");
                    }
                  }
                  return "done";
                });

    assertThat(outcomes).containsOnly("done");
    checkpoints.sign();
    assertThat(verification.all())
        .returns(true, Verification::valid)
        .returns(EVENTS + 120L, Verification::events);
  }

  @Test
  void signsWhatIsAppendedWhileItRunsAndWhatIsLeftAtItsEnd() {
    CheckpointSigner signer = new CheckpointSigner(checkpoints, signal);
    signer.start();
    append("order-b");
    await().until(() -> lastEvent().equals(checkpoints.lastPosition()));
    append("order-b");
    signer.stop();

    assertThat(checkpoints.lastPosition()).isEqualTo(lastEvent());
    assertThat(verification.all().valid()).isTrue();
  }

  private static Long lastEvent() {
    return jdbc.queryForObject("select max(position) from journal.event", Long.class);
  }

  private void assertFound(String stream, Long version, String detail) {
    Verification found = verification.all();
    assertThat(found.valid()).isFalse();
    assertThat(found.firstInvalid())
        .returns(stream, Invalid::streamId)
        .returns(version, Invalid::version);
    assertThat(found.firstInvalid().detail()).contains(detail);
  }
}
