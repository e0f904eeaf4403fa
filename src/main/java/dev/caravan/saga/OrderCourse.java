package dev.caravan.saga;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an order went through its flow, or would go.
 *
 * @param failedStep as in the order's {@code failure}; null where nothing failed
 * @param failureType the same; where it was stopped, what for: {@code time-limit}, {@code
 *     too-many-steps}, {@code too-large}
 * @param steps the routes of its steps that have something to undo or to complete, in the order in
 *     which they began
 */
public record OrderCourse(
    Status status, @Nullable String failedStep, @Nullable String failureType, List<String> steps) {

  /** How it ended. */
  public enum Status {
    CONFIRMED,
    CANCELLED,
    /** A compensation gave up. */
    FAILED,
    /** It was taken from the flow, which went on for too long; never so of a recorded one. */
    STOPPED
  }

  public OrderCourse {
    steps = List.copyOf(steps);
  }

  /** The same, without what came first where several steps run at once. */
  public OrderCourse inAnyOrder() {
    return new OrderCourse(status, failedStep, failureType, steps.stream().sorted().toList());
  }
}
