package dev.caravan.projection;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** DOWN where a projection stands still, with the event that it could not take in. */
@Component
class ProjectionsHealthIndicator implements HealthIndicator {
  private final ProjectionRunner runner;

  ProjectionsHealthIndicator(ProjectionRunner runner) {
    this.runner = runner;
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up();
    for (Following projection : runner.projections()) {
      String failure = projection.failure();
      if (failure != null) {
        health.down().withDetail(projection.name(), failure);
      }
    }
    return health.build();
  }
}
