package dev.caravan.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Journal, orders and participants, without Camel running. */
public final class DomainContext implements AutoCloseable {
  private final AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext();

  /** On a fresh database. */
  public DomainContext() {
    this(TestDatabase.migrated());
  }

  /**
   * @param database closed with this
   */
  public DomainContext(HikariDataSource database) {
    this(database, Beans.class);
  }

  private DomainContext(HikariDataSource database, Class<?>... components) {
    beans.registerBean(DataSource.class, () -> database);
    beans.register(components);
    beans.refresh();
  }

  /** On a fresh database, with further components. */
  public static DomainContext with(Class<?>... components) {
    return new DomainContext(
        TestDatabase.migrated(),
        Stream.concat(Stream.of(Beans.class), Stream.of(components)).toArray(Class[]::new));
  }

  public <T> T get(Class<T> type) {
    return beans.getBean(type);
  }

  public JdbcTemplate jdbc() {
    return get(JdbcTemplate.class);
  }

  /** How many statements on the database wait for somebody's lock. */
  public long waitingForLocks() {
    return jdbc()
        .queryForObject(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                + " and datname = current_database()",
            Long.class);
  }

  @Override
  public void close() {
    beans.close();
  }

  @Configuration(proxyBeanMethods = false)
  @ComponentScan({
    "dev.caravan.journal",
    "dev.caravan.order",
    "dev.caravan.inventory",
    "dev.caravan.payment",
    "dev.caravan.shipping"
  })
  static class Beans {
    @Bean
    JdbcTemplate testJdbc(DataSource database) {
      return new JdbcTemplate(database);
    }

    @Bean
    TransactionTemplate testTransaction(DataSource database) {
      return new TransactionTemplate(new JdbcTransactionManager(database));
    }

    @Bean
    MeterRegistry testMetrics() {
      return new SimpleMeterRegistry();
    }

    @Bean
    @Primary
    Clock testClock() {
      return Clock.systemUTC();
    }

    @Bean
    ObjectMapper testJson() {
      return new ObjectMapper();
    }
  }
}
