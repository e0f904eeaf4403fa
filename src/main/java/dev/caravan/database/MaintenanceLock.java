package dev.caravan.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps running applications and whoever replaces their tables apart, on any number of machines: an
 * advisory lock in the database, shared by the ones and exclusive for the other.
 */
@Component
public class MaintenanceLock {
  private static final String KEY = "(1129, 3)";

  private final DataSource database;

  MaintenanceLock(DataSource database) {
    this.database = database;
  }

  /**
   * Takes it for the caller's transaction.
   *
   * @return false where an application runs on this database, or another maintenance
   */
  public boolean takeForTransaction() {
    return Boolean.TRUE.equals(
        new JdbcTemplate(database)
            .queryForObject("select pg_try_advisory_xact_lock" + KEY, Boolean.class));
  }

  /**
   * Takes it for an application, as long as the connection is open.
   *
   * @throws IllegalStateException where a maintenance is under way
   */
  Connection share() throws SQLException {
    Connection connection = database.getConnection();
    try (Statement statement = connection.createStatement();
        ResultSet taken = statement.executeQuery("select pg_try_advisory_lock_shared" + KEY)) {
      if (taken.next() && taken.getBoolean(1)) {
        return connection;
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    connection.close();
    throw new IllegalStateException(
        "spring.datasource.url: a rebuild or an import of this database is under way");
  }

  /** Lets go of what {@link #share} took; a pooled connection keeps its session. */
  static void release(Connection shared) throws SQLException {
    try (shared;
        Statement statement = shared.createStatement()) {
      statement.execute("select pg_advisory_unlock_shared" + KEY);
    }
  }
}
