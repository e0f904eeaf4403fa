package dev.caravan.benchmark;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Snapshots;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Caravan's database and journal in this JVM, and nothing else that reads or writes it. */
final class JournalAlone implements AutoCloseable {
  private static final int BATCH = 5_000;
  private static final int MOST_AT_ONCE = 1_000;
  private static final int ORDERS_A_TRANSACTION = 100;

  private final ConfigurableApplicationContext beans;
  private final EventAppender appender;
  private final EventReader reader;
  private final Snapshots snapshots;
  private final TransactionTemplate transaction;

  private JournalAlone(ConfigurableApplicationContext beans) {
    this.beans = beans;
    appender = beans.getBean(EventAppender.class);
    reader = beans.getBean(EventReader.class);
    snapshots = beans.getBean(Snapshots.class);
    transaction = beans.getBean(TransactionTemplate.class);
  }

  static JournalAlone start(Path data) {
    return new JournalAlone(
        new SpringApplicationBuilder(Beans.class)
            .web(WebApplicationType.NONE)
            .run("--caravan.data-dir=" + data, "--spring.datasource.hikari.maximum-pool-size=40"));
  }

  DataSource database() {
    return beans.getBean(DataSource.class);
  }

  /** Appends in one transaction and answers how many events. */
  int append(SampleHistory.Order order) {
    if (order.parts().size() == 1) {
      appendParts(order);
    } else {
      transaction.executeWithoutResult(status -> appendParts(order));
    }
    return order.events();
  }

  /** Appends orders until the journal holds that many events. */
  void fill(long events, SampleHistory history) {
    JdbcTemplate jdbc = beans.getBean(JdbcTemplate.class);
    long there = jdbc.queryForObject("select count(*) from journal.event", Long.class);
    while (there < events) {
      transaction.executeWithoutResult(
          status -> {
            for (int i = 0; i < ORDERS_A_TRANSACTION; i++) {
              appendParts(history.order());
            }
          });
      there += (long) ORDERS_A_TRANSACTION * SampleHistory.Order.EVENTS;
    }
    jdbc.execute("vacuum analyze journal.event");
  }

  /** Reads the whole journal in batches and answers how many events it holds. */
  long readAll() {
    long events = 0;
    long position = 0;
    for (List<RecordedEvent> batch = reader.readAll(0, BATCH);
        !batch.isEmpty();
        batch = reader.readAll(position, BATCH)) {
      events += batch.size();
      position = batch.get(batch.size() - 1).position();
    }
    return events;
  }

  /** Makes a stream longer. */
  void append(SampleHistory.Part part, long version) {
    long reached = version;
    for (int from = 0; from < part.events().size(); from += MOST_AT_ONCE) {
      int to = Math.min(from + MOST_AT_ONCE, part.events().size());
      reached =
          appender.append(
              part.stream(), ExpectedVersion.exactly(reached), part.events().subList(from, to));
    }
  }

  boolean hasSnapshot(String stream) {
    Long found =
        beans
            .getBean(JdbcTemplate.class)
            .queryForObject(
                "select count(*) from journal.snapshot where stream_id = ?", Long.class, stream);
    return found != null && found == 1;
  }

  /** Loads an aggregate and answers how many events it has. */
  long load(String stream) {
    return snapshots.load(stream, new Tally.Folded()).events();
  }

  private void appendParts(SampleHistory.Order order) {
    for (SampleHistory.Part part : order.parts()) {
      appender.append(part.stream(), ExpectedVersion.exactly(0), part.events());
    }
  }

  @Override
  public void close() {
    beans.close();
  }

  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    FlywayAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    TransactionAutoConfiguration.class
  })
  @ComponentScan({"dev.caravan.database", "dev.caravan.journal"})
  static class Beans {
    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }
  }
}
