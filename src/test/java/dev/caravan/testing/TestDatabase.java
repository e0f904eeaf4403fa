package dev.caravan.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One PostgreSQL for the JVM of the tests, under {@code target/}; a fresh database for each asker.
 */
public final class TestDatabase {
  private static final String TEMPLATE = "migrated";
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = start();

  private TestDatabase() {}

  private static EmbeddedPostgres start() {
    Path folder = Path.of("target", "test-postgres").toAbsolutePath();
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
              .setDataDirectory(folder.resolve("cluster-" + ProcessHandle.current().pid()))
              .setServerConfig("max_connections", "200")
              // its hook would stop the server while applications still consume from it
              .setRegisterShutdownHook(false)
              .start();
      // Spring's hook is there once an application was: then it closes all of them and stops this
      new SpringApplicationBuilder(Nothing.class)
          .web(WebApplicationType.NONE)
          .bannerMode(Banner.Mode.OFF)
          .run()
          .close();
      SpringApplication.getShutdownHandlers().add(() -> stop(server));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An application without anything in it. */
  private static final class Nothing {}

  private static void stop(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Migrated when the first test asks for it; the others' databases are copies of it. */
  private static final class Template {
    static final String NAME = migrated();

    private static String migrated() {
      create(TEMPLATE);
      Flyway.configure()
          .dataSource(SERVER.getDatabase("postgres", TEMPLATE))
          .locations("classpath:db/migration")
          .defaultSchema("caravan")
          .load()
          .migrate();
      return TEMPLATE;
    }
  }

  private static void create(String databaseAndHow) {
    new JdbcTemplate(SERVER.getPostgresDatabase()).execute("create database " + databaseAndHow);
  }

  /** The URL of a new, empty database. */
  public static String url() {
    return url("");
  }

  private static String url(String how) {
    String name = "test_" + NUMBER.incrementAndGet();
    create(name + how);
    return SERVER.getJdbcUrl("postgres", name);
  }

  /** A pool on a new database with all migrations. */
  public static HikariDataSource migrated() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(" template " + Template.NAME));
    config.setMaximumPoolSize(20);
    // at the end of the JVM the server may go first: who still asks then must not hold it up
    config.setConnectionTimeout(10_000);
    return new HikariDataSource(config);
  }
}
