package dev.caravan.journal;

import com.fasterxml.uuid.Generators;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.IdGenerator;

@Configuration(proxyBeanMethods = false)
class JournalConfiguration {

  /**
   * Where ids of events come from, so that tests can name them. Unique, not secret, and ascending
   * in time (UUID version 7, RFC 9562), so that their index grows at one end.
   */
  @Bean
  IdGenerator ids() {
    return Generators.timeBasedEpochGenerator()::generate;
  }
}
