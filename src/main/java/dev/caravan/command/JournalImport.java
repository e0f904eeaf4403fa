package dev.caravan.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.database.MaintenanceLock;
import dev.caravan.journal.EventHash;
import dev.caravan.journal.JournalVerification;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.SignedCheckpoints;
import dev.caravan.journal.Verification.Invalid;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads an export into a database that holds nothing but its first catalogue, and makes the tables
 * that follow from it. All in one transaction: of an export that is cut off or was changed nothing
 * is stored.
 */
class JournalImport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MaintenanceLock lock;
  private final DataSource database;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final JournalVerification verification;
  private final SignedCheckpoints checkpoints;
  private final Rebuild rebuild;

  JournalImport(
      MaintenanceLock lock,
      DataSource database,
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      JournalVerification verification,
      SignedCheckpoints checkpoints,
      Rebuild rebuild) {
    this.lock = lock;
    this.database = database;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.verification = verification;
    this.checkpoints = checkpoints;
    this.rebuild = rebuild;
  }

  /**
   * @throws RefusedException where the journal is not empty, an application runs, or the export is
   *     not whole; it names the line
   */
  Rebuild.Result run(InputStream in) throws IOException {
    Rebuild.Result result;
    try {
      result = transaction.execute(status -> inTransaction(new ImportLines(in)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    checkpoints.sign();
    return result;
  }

  private Rebuild.Result inTransaction(ImportLines lines) {
    if (!lock.takeForTransaction()) {
      throw new RefusedException("a Caravan is running on this database; stop it first");
    }
    if (Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select from journal.event where actor <> 'catalogue')",
            Boolean.class))) {
      throw new RefusedException("the journal is not empty; an import needs a new database");
    }
    jdbc.update("delete from journal.event");
    checkpoints.startAnew();
    try {
      copy(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rebuild.replay();
  }

  private void copy(ImportLines lines) throws IOException {
    require(lines.next().is(ExportLine.HEADER), lines, "an export begins with another line");
    long keys = 0;
    ExportLine line = lines.next();
    while (line.is(ExportLine.KEY)) {
      insertKey(line, lines);
      keys++;
      line = lines.next();
    }
    long position = copyEvents(line, lines, keys);
    jdbc.queryForObject(
        "select setval('journal.position', greatest(?, journal.last_position(), 1))",
        Long.class,
        position);
    Invalid invalid = verification.chains().firstInvalid();
    if (invalid != null) {
      Long before =
          jdbc.queryForObject(
              "select count(*) from journal.event where position <= ?",
              Long.class,
              invalid.position());
      throw new RefusedException("line " + (1 + keys + before) + ": " + invalid.detail());
    }
  }

  private void insertKey(ExportLine line, ImportLines lines) {
    try {
      JsonNode data = JSON.readTree(line.data());
      jdbc.update(
          "insert into journal.personal_key values (?, ?, ?, ?, ?)",
          UUID.fromString(line.attributes().get("id")),
          line.attributes().get("subject"),
          data.path("key").binaryValue(),
          time(data.path("createdAt")),
          time(data.path("destroyedAt")));
    } catch (IOException | RuntimeException e) {
      throw lines.refused("it is not a key: " + e.getMessage());
    }
  }

  private static @Nullable OffsetDateTime time(JsonNode value) {
    return value.isTextual() ? OffsetDateTime.parse(value.textValue()) : null;
  }

  private long copyEvents(ExportLine first, ImportLines lines, long keys) throws IOException {
    try {
      EventCopy copy = new EventCopy(DataSourceUtils.getConnection(database));
      try {
        long position = 0;
        long events = 0;
        ExportLine line = first;
        while (line.isEvent()) {
          RecordedEvent event = event(line, lines, position);
          copy.write(event);
          position = event.position();
          events++;
          line = lines.next();
        }
        checkTrailer(line, lines, keys, events);
        copy.end();
        return position;
      } finally {
        copy.cancel();
      }
    } catch (SQLException e) {
      long row = EventCopy.refusedRow(e);
      throw new RefusedException(
          (row == 0 ? "" : "line " + (1 + keys + row) + ": ") + e.getMessage());
    }
  }

  private static RecordedEvent event(ExportLine line, ImportLines lines, long after) {
    RecordedEvent event;
    try {
      event = line.event();
    } catch (RuntimeException e) {
      throw lines.refused(String.valueOf(e.getMessage()));
    }
    require(event.position() > after, lines, "its position is not above that of the line before");
    require(EventHash.of(event).equals(event.hash()), lines, "its content does not fit its hash");
    return event;
  }

  private static void checkTrailer(ExportLine line, ImportLines lines, long keys, long events)
      throws IOException {
    require(line.is(ExportLine.TRAILER), lines, "it is neither an event nor an export's last line");
    JsonNode data;
    try {
      data = JSON.readTree(line.data());
    } catch (JsonProcessingException e) {
      throw lines.refused("its data cannot be read");
    }
    require(
        data.path("keys").asLong(-1) == keys && data.path("events").asLong(-1) == events,
        lines,
        "there are %d keys and %d events, but it says otherwise".formatted(keys, events));
    require(
        lines.digestBefore().equals(data.path("digest").asText()),
        lines,
        "the lines before it are not those that were exported");
    require(lines.isAtEnd(), lines, "something comes after it");
  }

  private static void require(boolean holds, ImportLines lines, String otherwise) {
    if (!holds) {
      throw lines.refused(otherwise);
    }
  }
}
