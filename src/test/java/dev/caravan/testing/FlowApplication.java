package dev.caravan.testing;

import dev.caravan.saga.ParticipantCallbacks;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The application as far as its sagas go, with a coordinator that tests hold in their hands. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = FlywayAutoConfiguration.class)
@ComponentScan({
  "dev.caravan.journal",
  "dev.caravan.order",
  "dev.caravan.inventory",
  "dev.caravan.payment",
  "dev.caravan.shipping",
  "dev.caravan.saga",
  "dev.caravan.choreography",
  "dev.caravan.routing",
  "dev.caravan.process"
})
class FlowApplication {
  @Bean(destroyMethod = "close")
  DataSource testDatabase() {
    return TestDatabase.migrated();
  }

  @Bean
  @Primary
  MovableClock testClock() {
    return new MovableClock();
  }

  @Bean
  @Primary
  InMemoryLraCoordinator testCoordinator(ObjectProvider<ParticipantCallbacks> callbacks) {
    return new InMemoryLraCoordinator(callbacks::getObject);
  }

  @Bean
  RouteFaults routeFaults() {
    return new RouteFaults();
  }
}
