package dev.caravan.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.journal.JournalRows;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/**
 * Writes the journal as it stands at one moment: a header, the keys of personal data that still
 * exist, the events by position, and a trailer with their number and a digest of all lines before
 * it.
 */
class JournalExport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JournalRows rows;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate snapshot;
  private final IdGenerator ids;

  JournalExport(
      JournalRows rows, JdbcTemplate jdbc, TransactionTemplate transaction, IdGenerator ids) {
    this.rows = rows;
    this.jdbc = jdbc;
    this.ids = ids;
    snapshot = new TransactionTemplate(transaction.getTransactionManager());
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
  }

  void run(OutputStream out) throws IOException {
    // before the snapshot, which then shows all events up to there
    long upTo = rows.settled();
    try {
      snapshot.executeWithoutResult(status -> write(upTo, new Lines(out)));
      out.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(long upTo, Lines lines) {
    lines.write(
        ExportLine.about(
            ExportLine.HEADER,
            id(),
            null,
            JSON.createObjectNode().put("format", 1).put("upTo", upTo).toString()));
    long keys = writeKeys(lines);
    long[] events = {0};
    rows.read(
        upTo,
        event -> {
          lines.write(ExportLine.of(event));
          events[0]++;
        });
    ObjectNode trailer =
        JSON.createObjectNode()
            .put("keys", keys)
            .put("events", events[0])
            .put("digest", lines.digest());
    lines.write(ExportLine.about(ExportLine.TRAILER, id(), null, trailer.toString()));
  }

  private long writeKeys(Lines lines) {
    long[] keys = {0};
    jdbc.query(
        "select * from journal.personal_key order by created_at, key_id",
        row -> {
          ObjectNode key =
              JSON.createObjectNode()
                  .put("key", row.getBytes("key"))
                  .put("createdAt", time(row.getObject("created_at", OffsetDateTime.class)))
                  .put("destroyedAt", time(row.getObject("destroyed_at", OffsetDateTime.class)));
          lines.write(
              ExportLine.about(
                  ExportLine.KEY,
                  row.getString("key_id"),
                  row.getString("subject"),
                  key.toString()));
          keys[0]++;
        });
    return keys[0];
  }

  private static @Nullable String time(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant().toString();
  }

  private String id() {
    return ids.generateId().toString();
  }

  /** The output, and the digest of what went there. */
  private static class Lines {
    private final OutputStream out;
    private final MessageDigest digest = sha256();

    Lines(OutputStream out) {
      this.out = out;
    }

    void write(ExportLine line) {
      byte[] bytes = (line.write() + "\n").getBytes(StandardCharsets.UTF_8);
      digest.update(bytes);
      try {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String digest() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
