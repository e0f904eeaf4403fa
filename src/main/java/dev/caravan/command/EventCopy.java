package dev.caravan.command;

import dev.caravan.journal.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Rows of the journal on their way into the table, as PostgreSQL's COPY in its text format. */
class EventCopy {
  private static final Pattern COPIED_LINE = Pattern.compile("line (\\d+)");

  private final CopyIn copy;

  EventCopy(Connection connection) throws SQLException {
    copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "copy journal.event (position, stream_id, version, type, schema_version, event_id,"
                    + " occurred_at, saga_id, caused_by, actor, data, previous_hash, hash)"
                    + " from stdin");
  }

  void write(RecordedEvent event) throws SQLException {
    String row =
        String.join(
                "\t",
                Long.toString(event.position()),
                text(event.streamId()),
                Long.toString(event.version()),
                text(event.type()),
                Integer.toString(event.schemaVersion()),
                event.eventId().toString(),
                event.occurredAt().toString(),
                text(event.sagaId()),
                text(event.causedBy()),
                text(event.actor()),
                text(event.data()),
                event.previousHash() == null ? text(null) : "\\\\x" + event.previousHash(),
                "\\\\x" + event.hash())
            + "\n";
    byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
  }

  void end() throws SQLException {
    copy.endCopy();
  }

  /** Where an import fails before its end: the connection is of use again. */
  void cancel() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }

  private static String text(@Nullable Object value) {
    return value == null
        ? "\\N"
        : value
            .toString()
            .replace("\\", "\\\\")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t");
  }

  /** Which of the rows the database refused, from 1; 0 where it does not say. */
  static long refusedRow(SQLException e) {
    ServerErrorMessage message =
        e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
    String where = message == null ? null : message.getWhere();
    Matcher line = COPIED_LINE.matcher(where == null ? "" : where);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }
}
