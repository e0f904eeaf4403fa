package dev.caravan.routing;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What YAML flows may do.
 *
 * @param allowedComponents the Camel components that a flow may send to; with one such as {@code
 *     exec}, {@code file} or {@code bean} whoever writes flows can do on this machine what Caravan
 *     can
 * @param guard what makes a new revision go back by itself; null where it never does
 */
@ConfigurationProperties("caravan.flows")
record FlowProperties(
    @DefaultValue({"direct", "seda", "http", "https", "kafka", "journal", "log", "mock"})
        Set<String> allowedComponents,
    @Nullable Guard guard) {

  /**
   * What makes a new revision go back to the one before.
   *
   * @param window how long after its activation
   * @param failedShare by how much its share of failed sagas is above the old one's, 0 to 1
   * @param p99Factor by how much the 99th percentile of its sagas' time is above the old one's
   */
  record Guard(
      Duration window,
      @DefaultValue("0.2") double failedShare,
      @DefaultValue("3") double p99Factor) {
    Guard {
      if (window == null || window.isNegative() || window.isZero()) {
        throw new IllegalArgumentException(
            "caravan.flows.guard.window: must be a time, such as 5m, was " + window);
      }
      if (!(failedShare >= 0 && failedShare <= 1)) {
        throw new IllegalArgumentException(
            "caravan.flows.guard.failed-share: must be from 0 to 1, was " + failedShare);
      }
      if (!(p99Factor >= 1)) {
        throw new IllegalArgumentException(
            "caravan.flows.guard.p99-factor: must be at least 1, was " + p99Factor);
      }
    }
  }
}
