package dev.caravan.coordinator;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the LRA coordinator runs.
 *
 * @param mode in this JVM, or elsewhere
 * @param port the embedded coordinator's port on the loopback address; 0 takes any free one
 */
@ConfigurationProperties("caravan.coordinator")
record CoordinatorProperties(@DefaultValue("embedded") Mode mode, @DefaultValue("50000") int port) {

  CoordinatorProperties {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "caravan.coordinator.port: must be between 0 and 65535, was " + port);
    }
  }

  enum Mode {
    EMBEDDED,
    EXTERNAL
  }
}
