package dev.caravan.choreography;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChoreographyProperties.class)
class ChoreographyConfiguration {
  @Bean
  Channel choreographyChannel(ChoreographyProperties properties, DeadMessages aside) {
    return switch (properties.choreography().channel()) {
      case JOURNAL -> new JournalChannel();
      case KAFKA -> new KafkaChannel(properties.choreography().topic(), aside);
    };
  }
}
