package dev.caravan.saga;

import java.time.Duration;

/** Is told how each saga on a revision of a flow ended in this process. */
public interface FlowWatch {

  /**
   * One has ended.
   *
   * @param took from when its flow was entered until it was left
   * @param failed whether it did not close, for whatever reason
   */
  void ended(String flow, int revision, Duration took, boolean failed);
}
