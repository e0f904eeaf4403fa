package dev.caravan.journal;

import dev.caravan.journal.Verification.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proves that the journal is as it was written: that no event was changed, taken out, put in or
 * moved by anybody who does not hold the signing key.
 *
 * <p>Goes on beside writers; needs memory for a few events a thread, however long the journal is.
 */
@Component
public class JournalVerification {
  private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
  private static final int BYTES_A_ROW = 500;
  private static final int SAMPLED_ROWS = 10_000;

  private static final String IN_RANGE =
      "select "
          + JournalRows.COLUMNS
          + """
           from journal.event e
          where (?::text is null or e.stream_id >= ?) and (?::text is null or e.stream_id < ?)
          order by e.stream_id, e.version
          """;

  private static final String SINCE =
      "select "
          + JournalRows.COLUMNS
          + """
          , before.hash as hash_before
          from journal.event e
          left join lateral (
            select b.hash from journal.event b
            where b.stream_id = e.stream_id and b.version = e.version - 1 limit 1) before on true
          where e.position > ?
          order by e.stream_id, e.version
          """;

  private final JdbcTemplate jdbc;
  private final JournalRows rows;
  private final SignedCheckpoints checkpoints;
  private final TransactionTemplate transaction;

  JournalVerification(
      JdbcTemplate jdbc,
      JournalRows rows,
      SignedCheckpoints checkpoints,
      TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.rows = rows;
    this.checkpoints = checkpoints;
    this.transaction = transaction;
  }

  /** Checks every event, every chain and every signed checkpoint. */
  public Verification all() {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<CompletableFuture<ChainCheck>> parts =
          ranges().stream()
              .map(range -> CompletableFuture.supplyAsync(() -> check(range), threads))
              .toList();
      Invalid first = checkpoints.check();
      return sum(parts.stream().map(CompletableFuture::join).toList(), first);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Checks the last signed checkpoint's signature and the events after it. What it covers is taken
   * on trust: whether that is still there only {@link #all} finds.
   */
  public Verification sinceCheckpoint() {
    Invalid first = checkpoints.checkLast();
    Long last = checkpoints.lastPosition();
    ChainCheck check = new ChainCheck();
    transaction.executeWithoutResult(
        status ->
            rows.query(
                SINCE,
                row ->
                    check.accept(
                        JournalRows.event(row), JournalRows.hex(row.getBytes("hash_before"))),
                last == null ? 0 : last));
    return sum(List.of(check), first);
  }

  /** Checks the chains alone, in the caller's transaction and with what it has written. */
  public Verification chains() {
    return sum(List.of(check(new Range(null, null))), null);
  }

  private Verification sum(List<ChainCheck> parts, @Nullable Invalid found) {
    long events = 0;
    long streams = 0;
    Invalid first = found;
    for (ChainCheck part : parts) {
      events += part.events();
      streams += part.streams();
      first = Invalid.first(first, part.first());
    }
    return new Verification(events, streams, first == null, first, checkpoints.lastPosition());
  }

  private record Range(@Nullable String from, @Nullable String to) {}

  private ChainCheck check(Range range) {
    ChainCheck check = new ChainCheck();
    transaction.executeWithoutResult(
        status ->
            rows.query(
                IN_RANGE,
                row -> check.accept(JournalRows.event(row)),
                range.from(),
                range.from(),
                range.to(),
                range.to()));
    return check;
  }

  /** Ranges of streams with about as many events each, by a sample. */
  private List<Range> ranges() {
    List<String> starts =
        jdbc.queryForList(
            """
            select min(stream_id) from (
              select stream_id, ntile(?) over (order by stream_id) as part
              from journal.event tablesample system (
                least(100, 100.0 * ? * ? / greatest(pg_relation_size('journal.event'), 1)))) as s
            group by part order by part
            """,
            String.class,
            THREADS,
            SAMPLED_ROWS,
            BYTES_A_ROW);
    List<Range> ranges = new ArrayList<>();
    String from = null;
    for (String start : starts.stream().skip(1).distinct().toList()) {
      ranges.add(new Range(from, start));
      from = start;
    }
    ranges.add(new Range(from, null));
    return ranges;
  }
}
