package dev.caravan.saga;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.journal.Upcaster;
import java.util.List;

/** How older forms of StepStarted become the newest. */
final class StepStartedVersions {
  static final List<Upcaster> UPCASTERS = List.of(StepStartedVersions::enlisted);

  private StepStartedVersions() {}

  /** Version 2: a step may have another one answer for it; before, each was enlisted itself. */
  private static ObjectNode enlisted(ObjectNode step) {
    return step.put("participant", step.get("step").asText());
  }
}
