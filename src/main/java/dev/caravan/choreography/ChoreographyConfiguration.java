package dev.caravan.choreography;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChoreographyProperties.class)
class ChoreographyConfiguration {
  @Bean
  Channel choreographyChannel(ChoreographyProperties properties) {
    return switch (properties.choreography().channel()) {
      case JOURNAL -> new JournalChannel();
      case KAFKA ->
          throw new IllegalArgumentException("caravan.choreography.channel: kafka is not there yet");
    };
  }
}
