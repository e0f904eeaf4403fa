package dev.caravan.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.testing.TestDatabase;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationPatienceTest {
  @Test
  void waitsForAMigrationThatTakesLongerThanAnyOtherAnswerMay(@TempDir Path migrations)
      throws Exception {
    Files.writeString(migrations.resolve("V1__slow.sql"), "select pg_sleep(2)");
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(TestDatabase.url());
      pool.addDataSourceProperty("socketTimeout", "1");
      pool.setMaximumPoolSize(2);
      assertGivesUpAfterASecond(pool);

      Flyway.configure()
          .dataSource(pool)
          .locations("filesystem:" + migrations)
          .callbacks(new MigrationPatience())
          .load()
          .migrate();

      try (Connection one = pool.getConnection();
          Connection other = pool.getConnection()) {
        assertThat(one.getNetworkTimeout()).isEqualTo(1_000);
        assertThat(other.getNetworkTimeout()).isEqualTo(1_000);
      }
    }
  }

  private static void assertGivesUpAfterASecond(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("select pg_sleep(2)"))
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }
}
