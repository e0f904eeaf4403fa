package dev.caravan.saga;

import java.net.URI;
import org.apache.camel.CamelContext;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.service.lra.springboot.LraServiceConfiguration;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.IdGenerator;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SagaProperties.class, LraServiceConfiguration.class})
class SagaConfiguration {
  @Bean
  @ConditionalOnProperty(name = "caravan.coordinator.mode", havingValue = "external")
  HttpLraCoordinator httpLraCoordinator(LraServiceConfiguration lra) {
    if (lra.getCoordinatorUrl() == null) {
      throw new IllegalArgumentException(
          "camel.lra.coordinator-url: must be set where caravan.coordinator.mode is external");
    }
    return new HttpLraCoordinator(URI.create(lra.getCoordinatorUrl()));
  }

  @Bean
  @ConditionalOnProperty(name = "caravan.coordinator.mode", havingValue = "external")
  HealthIndicator coordinatorHealthIndicator(HttpLraCoordinator coordinator) {
    return () -> (coordinator.answers() ? Health.up() : Health.down()).build();
  }

  @Bean
  CallbackAddresses callbackAddresses(
      LraServiceConfiguration lra, CallbackKey key, @Value("${server.port:8080}") int port) {
    String base = lra.getLocalParticipantUrl();
    return new CallbackAddresses(
        URI.create(base == null ? "http://127.0.0.1:" + port : base), key.get());
  }

  @Bean
  CamelSagaService sagaService(
      LraCoordinator coordinator,
      CallbackAddresses callbacks,
      SagaProperties properties,
      SagaLog log,
      SagaLeases leases,
      IdGenerator ids) {
    return new JournaledSagaService(
        new LraSagaService(coordinator, callbacks, properties),
        log,
        ids,
        leases,
        properties.timeout());
  }

  @Bean
  CamelContextConfiguration sagaServiceOfTheContext(CamelSagaService service) {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        try {
          context.addService(service);
        } catch (Exception e) {
          throw new IllegalStateException("the saga service does not start", e);
        }
      }

      @Override
      public void afterApplicationStart(CamelContext context) {
        // nothing to do
      }
    };
  }
}
