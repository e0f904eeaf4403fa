package dev.caravan.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class MaintenanceLockTest {
  private static HikariDataSource pool;
  private static MaintenanceLock lock;
  private static TransactionTemplate transaction;

  @BeforeAll
  static void start() {
    pool = TestDatabase.migrated();
    lock = new MaintenanceLock(pool);
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
  }

  @AfterAll
  static void stop() {
    pool.close();
  }

  private static boolean maintenanceIsLetIn() {
    return Boolean.TRUE.equals(transaction.execute(status -> lock.takeForTransaction()));
  }

  @Test
  void keepsMaintenanceAwayFromAnyNumberOfRunningApplications() {
    RunningInstance one = new RunningInstance(lock);
    RunningInstance other = new RunningInstance(lock);
    assertThat(maintenanceIsLetIn()).isTrue();

    one.start();
    other.start();
    assertThat(maintenanceIsLetIn()).isFalse();
    one.stop();
    assertThat(maintenanceIsLetIn()).isFalse();
    other.stop();
    assertThat(maintenanceIsLetIn()).isTrue();
  }

  @Test
  void doesNotLetAnApplicationStartDuringMaintenance() {
    RunningInstance application = new RunningInstance(lock);

    transaction.executeWithoutResult(
        status -> {
          assertThat(lock.takeForTransaction()).isTrue();
          assertThatThrownBy(application::start)
              .hasMessage(
                  "spring.datasource.url: a rebuild or an import of this database is under way");
        });

    application.start();
    application.stop();
  }

  @Test
  void isTakenAgainAfterTheDatabaseLostIt() {
    RunningInstance application = new RunningInstance(lock);
    application.start();
    new JdbcTemplate(pool)
        .queryForList(
            """
            select pg_terminate_backend(l.pid, 5000) from pg_locks l
            where l.locktype = 'advisory' and l.classid = 1129 and l.objid = 3
              and l.database = (select oid from pg_database where datname = current_database())
            """);
    assertThat(maintenanceIsLetIn()).isTrue();

    application.keep();

    assertThat(maintenanceIsLetIn()).isFalse();
    application.stop();
    assertThat(maintenanceIsLetIn()).isTrue();
  }
}
