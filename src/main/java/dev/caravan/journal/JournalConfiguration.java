package dev.caravan.journal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.AlternativeJdkIdGenerator;
import org.springframework.util.IdGenerator;

@Configuration(proxyBeanMethods = false)
class JournalConfiguration {

  /** Where ids of events come from, so that tests can name them. Unique, not secret. */
  @Bean
  IdGenerator ids() {
    return new AlternativeJdkIdGenerator();
  }
}
