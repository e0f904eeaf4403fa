package dev.caravan.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of the REST API.
 *
 * @param patience {@code caravan.api.wait}: how long an answer waits for a saga to end, at most an
 *     hour; after it the answer is 202
 * @param maxOpen {@code caravan.api.max-open}: how many orders of this process may be open at once;
 *     beyond it an order is refused before anything is stored
 */
@ConfigurationProperties("caravan.api")
record ApiProperties(
    @Name("wait") @DefaultValue("30s") Duration patience, @DefaultValue("1000") int maxOpen) {
  ApiProperties {
    if (patience.isNegative() || patience.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("caravan.api.wait: must be 0 to 1h, was " + patience);
    }
    if (maxOpen < 1) {
      throw new IllegalArgumentException(
          "caravan.api.max-open: must be at least 1, was " + maxOpen);
    }
  }
}
