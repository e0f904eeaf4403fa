package dev.caravan.process;

import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProcessConfiguration {

  /** One retry policy, that of the steps, and nothing that one process learns from another. */
  @Bean
  ComponentCustomizer httpComponents() {
    return ComponentCustomizer.builder(HttpComponent.class)
        .build(
            http -> {
              http.setHeaderFilterStrategy(new HttpHeaders());
              http.setHttpClientConfigurer(
                  client -> client.disableAutomaticRetries().disableCookieManagement());
            });
  }

  @Bean
  ComponentCustomizer kafkaComponents() {
    return ComponentCustomizer.builder(KafkaComponent.class)
        .build(kafka -> kafka.getConfiguration().setHeaderFilterStrategy(new KafkaHeaders()));
  }
}
