package dev.caravan.coordinator;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Up while the embedded coordinator runs and its store takes records. */
final class CoordinatorHealthIndicator extends AbstractHealthIndicator {
  private final CoordinatorServer server;

  CoordinatorHealthIndicator(CoordinatorServer server) {
    this.server = server;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) throws Exception {
    if (!server.isRunning()) {
      health.down();
      return;
    }
    ObjectStore.probe();
    health.up().withDetail("address", server.address().toString());
  }
}
