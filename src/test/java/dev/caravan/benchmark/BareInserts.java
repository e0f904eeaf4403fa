package dev.caravan.benchmark;

import dev.caravan.journal.NewEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;

/**
 * What PostgreSQL does with the same rows by plain JDBC: a table of the same columns with nothing
 * but its primary key; no hash, no expected version, no second index, no order for readers.
 */
final class BareInserts {
  private static final String INSERT =
      "insert into bare values (nextval('bare_position'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?)";
  private static final byte[] HASH = new byte[32];

  private final DataSource database;
  private final SampleHistory history = new SampleHistory();

  BareInserts(DataSource database) throws SQLException {
    this.database = database;
    execute("create sequence bare_position");
    execute("create table bare (like journal.event, primary key (position))");
  }

  int one() throws SQLException {
    return insert(history.single());
  }

  int eight() throws SQLException {
    return insert(history.order());
  }

  void drop() throws SQLException {
    execute("drop table bare");
    execute("drop sequence bare_position");
  }

  private int insert(SampleHistory.Order order) throws SQLException {
    int events = 0;
    try (Connection connection = database.getConnection();
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      connection.setAutoCommit(order.events() == 1);
      for (SampleHistory.Part part : order.parts()) {
        events += add(insert, part.stream(), part.events());
      }
      insert.executeBatch();
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    }
    return events;
  }

  private static int add(PreparedStatement insert, String stream, List<NewEvent> events)
      throws SQLException {
    for (int i = 0; i < events.size(); i++) {
      NewEvent event = events.get(i);
      insert.setString(1, stream);
      insert.setLong(2, i + 1);
      insert.setString(3, event.type());
      insert.setInt(4, event.schemaVersion());
      insert.setObject(5, event.eventId());
      insert.setObject(6, event.occurredAt().atOffset(ZoneOffset.UTC));
      insert.setString(7, event.sagaId());
      insert.setObject(8, event.causedBy());
      insert.setString(9, event.actor());
      insert.setString(10, event.data());
      insert.setBytes(11, HASH);
      insert.setBytes(12, HASH);
      insert.addBatch();
    }
    return events.size();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
