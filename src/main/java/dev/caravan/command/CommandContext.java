package dev.caravan.command;

import dev.caravan.database.MaintenanceLock;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.JournalRows;
import dev.caravan.journal.JournalVerification;
import dev.caravan.journal.Replay;
import dev.caravan.journal.SignedCheckpoints;
import dev.caravan.order.CallbackReplay;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/**
 * The database and what reads and writes it: no HTTP, coordinator or Camel, and nothing that runs
 * by itself. Not annotated as a configuration, so that the application's own scan passes it by.
 */
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  DataSourceAutoConfiguration.class,
  DataSourceTransactionManagerAutoConfiguration.class,
  TransactionAutoConfiguration.class,
  JdbcTemplateAutoConfiguration.class,
  FlywayAutoConfiguration.class
})
@ComponentScan(
    basePackages = {
      "dev.caravan.database",
      "dev.caravan.journal",
      "dev.caravan.order",
      "dev.caravan.inventory",
      "dev.caravan.payment",
      "dev.caravan.shipping",
      "dev.caravan.projection",
      "dev.caravan.routing",
      "dev.caravan.process"
    },
    excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = SmartLifecycle.class))
class CommandContext {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  MeterRegistry metrics() {
    return new SimpleMeterRegistry();
  }

  @Bean
  Rebuild rebuild(
      MaintenanceLock lock,
      EventReader journal,
      List<Replay> replays,
      List<CallbackReplay> participants,
      JdbcTemplate jdbc,
      TransactionTemplate transaction) {
    return new Rebuild(lock, journal, replays, participants, jdbc, transaction);
  }

  @Bean
  JournalExport journalExport(
      JournalRows rows, JdbcTemplate jdbc, TransactionTemplate transaction, IdGenerator ids) {
    return new JournalExport(rows, jdbc, transaction, ids);
  }

  @Bean
  JournalImport journalImport(
      MaintenanceLock lock,
      DataSource database,
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      JournalVerification verification,
      SignedCheckpoints checkpoints,
      Rebuild rebuild) {
    return new JournalImport(lock, database, jdbc, transaction, verification, checkpoints, rebuild);
  }
}
