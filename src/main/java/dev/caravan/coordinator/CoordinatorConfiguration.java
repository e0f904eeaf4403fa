package dev.caravan.coordinator;

import dev.caravan.database.DataDirectory;
import dev.caravan.saga.LraCoordinator;
import dev.caravan.saga.ParticipantCallbacks;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** The coordinator in this JVM, unless the settings name an external one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CoordinatorProperties.class)
class CoordinatorConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(
      name = "caravan.coordinator.mode",
      havingValue = "embedded",
      matchIfMissing = true)
  static class Embedded {
    @Bean
    CoordinatorServer coordinatorServer(
        CoordinatorProperties settings,
        DataDirectory data,
        ObjectProvider<ParticipantCallbacks> participants) {
      // asked at every callback; Spring would search through its beans each time
      Supplier<@Nullable ParticipantCallbacks> found =
          SingletonSupplier.ofNullable(participants::getIfAvailable);
      return new CoordinatorServer(settings.port(), data.resolve("coordinator"), found);
    }

    @Bean
    LraCoordinator embeddedLraCoordinator(CoordinatorServer server) {
      return new EmbeddedLraCoordinator(server);
    }

    @Bean
    HealthIndicator coordinatorHealthIndicator(CoordinatorServer server) {
      return new CoordinatorHealthIndicator(server);
    }
  }
}
