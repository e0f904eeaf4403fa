package dev.caravan.saga;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of all sagas.
 *
 * @param timeout after it the coordinator cancels a saga by itself; at least a second
 */
@ConfigurationProperties("caravan.saga")
record SagaProperties(@DefaultValue("30s") Duration timeout) {
  SagaProperties {
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "caravan.saga.timeout: must be at least 1s, was " + timeout);
    }
  }
}
