package dev.caravan.journal;

import dev.caravan.journal.Verification.Invalid;
import java.security.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs the journal piece by piece, and checks what was signed. The chains of the streams cannot
 * show that a stream's end is gone, or that a chain was computed anew; this can.
 */
@Component
public class SignedCheckpoints {
  /** So that no digest is made of more hashes than the database holds in memory with ease. */
  private static final int EVENTS_AT_MOST = 10_000;

  private static final String TRY_LOCK = "select pg_try_advisory_xact_lock(1129, 2)";

  private final JdbcTemplate jdbc;
  private final JournalRows rows;
  private final TransactionTemplate transaction;
  private final SigningKey key;
  private final Clock clock;

  SignedCheckpoints(
      JdbcTemplate jdbc,
      JournalRows rows,
      TransactionTemplate transaction,
      SigningKey key,
      Clock clock) {
    this.jdbc = jdbc;
    this.rows = rows;
    this.transaction = transaction;
    this.key = key;
    this.clock = clock;
  }

  private record Last(long position, byte[] signature) {}

  /**
   * Signs all that is settled and not yet signed, unless another process is about to.
   *
   * @throws IllegalStateException where the last checkpoint is not signed by this key, or the key
   *     cannot be used
   */
  public void sign() {
    while (Boolean.TRUE.equals(transaction.execute(status -> signNext()))) {
      // the next piece
    }
  }

  /**
   * Forgets what was signed, in the caller's transaction: for a journal that takes the place of
   * another.
   */
  public void startAnew() {
    jdbc.update("delete from journal.checkpoint");
    // first, so that a crash in between leaves nothing that looks like a checkpoint cut off
    key.forget();
  }

  private boolean signNext() {
    if (!Boolean.TRUE.equals(jdbc.queryForObject(TRY_LOCK, Boolean.class))) {
      return false;
    }
    // by who holds the lock: two processes that make the key at once would mix up the halves of two
    key.ensure();
    Last last = last().orElse(null);
    SignedCheckpoint next = next(last);
    if (next.events() == 0) {
      return false;
    }
    byte[] signature = key.sign(next.text());
    jdbc.update(
        "insert into journal.checkpoint values (?, ?, ?, ?, ?, ?)",
        next.position(),
        next.events(),
        next.digest(),
        next.previousSignature(),
        next.signedAt().atOffset(ZoneOffset.UTC),
        signature);
    AfterCommit.run(() -> key.remember(HexFormat.of().formatHex(signature)));
    return next.events() == EVENTS_AT_MOST;
  }

  private SignedCheckpoint next(@Nullable Last last) {
    long since = last == null ? 0 : last.position();
    long settled = rows.settled();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return jdbc.queryForObject(
        """
        select count(*) as events, coalesce(max(position), 0) as position,
          sha256(coalesce(string_agg(hash, ''::bytea order by position), '')) as digest
        from (select position, hash from journal.event where position > ? and position <= ?
          order by position limit ?) as e
        """,
        (row, number) ->
            new SignedCheckpoint(
                row.getLong("position"),
                row.getLong("events"),
                row.getBytes("digest"),
                last == null ? null : last.signature(),
                now),
        since,
        settled,
        EVENTS_AT_MOST);
  }

  // who finds checkpoints of another key must not sign on top of them: nobody could check the whole
  private Optional<Last> last() {
    return jdbc
        .query(
            "select * from journal.checkpoint order by position desc limit 1",
            (row, number) -> {
              requireSignature(row);
              return new Last(row.getLong("position"), row.getBytes("signature"));
            })
        .stream()
        .findFirst();
  }

  private void requireSignature(ResultSet row) throws SQLException {
    if (!isSigned(row, key.publicKey().orElse(null))) {
      throw new IllegalStateException(
          "caravan.journal.signing-key: the checkpoint at position %d is not signed by this key, %s"
              .formatted(row.getLong("position"), key.publicFile()));
    }
  }

  private static boolean isSigned(ResultSet row, @Nullable PublicKey key) throws SQLException {
    return key != null
        && SigningKey.verifies(key, checkpoint(row).text(), row.getBytes("signature"));
  }

  private static SignedCheckpoint checkpoint(ResultSet row) throws SQLException {
    return new SignedCheckpoint(
        row.getLong("position"),
        row.getLong("events"),
        row.getBytes("digest"),
        row.getBytes("previous_signature"),
        row.getObject("signed_at", OffsetDateTime.class).toInstant());
  }

  /** The position of the last checkpoint, null where there is none; it is not checked. */
  @Nullable Long lastPosition() {
    return jdbc.queryForObject("select max(position) from journal.checkpoint", Long.class);
  }

  /**
   * Checks every checkpoint's signature and place, and that the events are those that were signed.
   * In a transaction of its own.
   */
  @Nullable Invalid check() {
    return check(0);
  }

  /** Checks the last checkpoint's signature and place only. */
  @Nullable Invalid checkLast() {
    Long last = lastPosition();
    return check(last == null ? 0 : last);
  }

  private @Nullable Invalid check(long from) {
    // before the rows: a checkpoint that is made meanwhile is then no surprise
    String remembered = key.remembered().orElse(null);
    PublicKey publicKey = key.publicKey().orElse(null);
    Walk walk = new Walk(remembered, publicKey, from);
    transaction.executeWithoutResult(
        status ->
            rows.query(
                """
                select c.*, s.found, s.computed
                from (
                  select *, lag(position, 1, 0::bigint) over chain as since,
                    lag(signature) over chain as signature_before
                  from journal.checkpoint window chain as (order by position)) as c
                cross join lateral (
                  select count(*) as found,
                    sha256(coalesce(string_agg(e.hash, ''::bytea order by e.position), ''))
                      as computed
                  from journal.event e
                  where e.position > c.since and e.position <= c.position) as s
                where c.position >= ? order by c.position
                """,
                walk::accept,
                from));
    return walk.end();
  }

  private static class Walk {
    private final @Nullable String remembered;
    private final @Nullable PublicKey key;
    private final long from;
    private @Nullable Invalid first;
    private boolean met;
    private long last;

    Walk(@Nullable String remembered, @Nullable PublicKey key, long from) {
      this.remembered = remembered;
      this.key = key;
      this.from = from;
    }

    void accept(ResultSet row) throws SQLException {
      last = row.getLong("position");
      met |= HexFormat.of().formatHex(row.getBytes("signature")).equals(remembered);
      if (first == null) {
        String wrong = wrong(row);
        first = wrong == null ? null : Invalid.ofCheckpoint(last, wrong);
      }
    }

    private @Nullable String wrong(ResultSet row) throws SQLException {
      if (key == null) {
        return "there is no public key to check the checkpoint with";
      }
      if (!isSigned(row, key)) {
        return "the checkpoint's signature is not that of the signing key";
      }
      if (!Arrays.equals(row.getBytes("previous_signature"), row.getBytes("signature_before"))) {
        return "the checkpoint before this one is missing or another";
      }
      String events =
          "of the %d events signed after position %d, up to %d, "
              .formatted(row.getLong("events"), row.getLong("since"), last);
      if (row.getLong("events") != row.getLong("found")) {
        return events + row.getLong("found") + " are there";
      }
      return Arrays.equals(row.getBytes("digest"), row.getBytes("computed"))
          ? null
          : events + "not all have the hash that they had";
    }

    @Nullable Invalid end() {
      // an older one may be remembered, where another process has signed since
      boolean cutOff = remembered != null && !met && from == 0;
      return first == null && cutOff
          ? Invalid.ofCheckpoint(last, "the checkpoint that was signed last is missing")
          : first;
    }
  }
}
