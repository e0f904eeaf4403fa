package dev.caravan.journal;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.testing.DomainContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** A process that consumes from the journal until a test kills it, or is gone itself. */
final class ConsumerProcess {
  private ConsumerProcess() {}

  /**
   * Puts a row into {@code handled} for each event.
   *
   * @param arguments the database's URL and that of the endpoint to consume from
   */
  public static void main(String[] arguments) {
    try {
      HikariDataSource database = new HikariDataSource();
      database.setJdbcUrl(arguments[0]);
      database.setMaximumPoolSize(5);
      DomainContext domain = new DomainContext(database);
      DefaultCamelContext camel = new DefaultCamelContext();
      camel.addComponent("journal", domain.get(JournalComponent.class));
      camel.addRoutes(route(arguments[1], domain.jdbc()));
      camel.start();
      System.out.println("consumes");
      while (System.in.read() >= 0) {
        // nothing is said to it: whoever started it lives
      }
      System.exit(0);
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static RouteBuilder route(String uri, JdbcTemplate jdbc) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from(uri)
            .process(
                exchange ->
                    jdbc.update(
                        "insert into handled (stream, version, process) values (?, ?, ?)",
                        exchange.getMessage().getHeader(JournalHeaders.KEY),
                        exchange.getMessage().getHeader(JournalHeaders.VERSION),
                        ProcessHandle.current().pid()));
      }
    };
  }
}
