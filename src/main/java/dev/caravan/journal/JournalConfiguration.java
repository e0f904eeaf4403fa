package dev.caravan.journal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;

@Configuration(proxyBeanMethods = false)
class JournalConfiguration {

  /** Where ids of events come from, so that tests can name them. */
  @Bean
  IdGenerator ids() {
    return new JdkIdGenerator();
  }
}
