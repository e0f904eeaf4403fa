package dev.caravan.routing;

import dev.caravan.saga.OrderCourse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of recorded orders on another text of their flow.
 *
 * @param orders how many were run
 * @param same how many of them would end as they did
 * @param skipped how many were left out
 * @param different the others, the newest first, at most {@value DryRun#MOST_TOLD} of them
 * @param stopped why not all were run; null where they were
 */
public record DryRunReport(
    int orders, int same, Skipped skipped, List<Difference> different, @Nullable String stopped) {

  /**
   * Orders that were left out.
   *
   * @param open they have not ended
   * @param erased their customer was erased
   * @param interrupted a restart, the coordinator or the time limit ended them, and no step
   * @param otherFlow of other flows, passed over on the way to those that were asked for
   */
  public record Skipped(int open, int erased, int interrupted, int otherFlow) {}

  /**
   * An order that would go another way.
   *
   * @param assumed steps whose answers the journal does not have: they were taken as done
   */
  public record Difference(
      String orderId, OrderCourse recorded, OrderCourse replayed, List<String> assumed) {}
}
