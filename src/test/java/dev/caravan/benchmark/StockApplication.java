package dev.caravan.benchmark;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The stock wiring: camel-lra's own saga service, switched on by {@code camel.lra.enabled}, its own
 * callback routes, and the coordinator as delivered, in the same JVM but called over HTTP.
 */
@Import(OrderSystem.class)
class StockApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(StockApplication.class, arguments);
  }

  @Bean(destroyMethod = "close")
  StockCoordinator stockCoordinator(@Value("${caravan.coordinator.port}") int port) {
    return new StockCoordinator(port);
  }
}
