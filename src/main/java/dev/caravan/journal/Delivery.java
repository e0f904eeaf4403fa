package dev.caravan.journal;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands on single events: counts attempts, sets aside what keeps failing, tries that again. */
final class Delivery {

  /** What is done with an event. */
  interface Handler {
    /**
     * @return what went wrong; null where the event is handled
     */
    @Nullable Throwable handle(RecordedEvent event);
  }

  private final Subscription subscription;
  private final String member;
  private final Leases leases;
  private final SetAsideTable aside;
  private final Handler handler;
  private final Predicate<OwnedPartition> mayWork;

  /**
   * @param mayWork whether the member still has a partition and is not about to end
   */
  Delivery(
      Subscription subscription,
      String member,
      Leases leases,
      SetAsideTable aside,
      Handler handler,
      Predicate<OwnedPartition> mayWork) {
    this.subscription = subscription;
    this.member = member;
    this.leases = leases;
    this.aside = aside;
    this.handler = handler;
    this.mayWork = mayWork;
  }

  /**
   * Takes the next event of a partition.
   *
   * @return whether the partition may go on behind it
   */
  boolean take(OwnedPartition partition, RecordedEvent event) {
    if (partition.blocks(event.streamId())) {
      return setAside(partition, event, 0, "waits behind an earlier event of its stream");
    }
    Throwable failure = handler.handle(event);
    if (failure == null) {
      return passed(
          partition, event, leases.move(subscription, member, partition, event.position()));
    }
    if (!mayWork.test(partition)) {
      // interrupted, perhaps; whoever has it next tries anew
      return false;
    }
    int attempts = partition.failed();
    if (attempts < subscription.maxAttempts()) {
      partition.waitFor(subscription.backOff(attempts));
      return false;
    }
    return setAside(partition, event, attempts, failure.toString());
  }

  private boolean setAside(
      OwnedPartition partition, RecordedEvent event, int attempts, String error) {
    boolean ours = aside.add(subscription, member, partition, event, attempts, error);
    if (ours) {
      partition.block(event.streamId());
    }
    return passed(partition, event, ours);
  }

  private static boolean passed(OwnedPartition partition, RecordedEvent event, boolean ours) {
    if (ours) {
      partition.passed(event.position());
    } else {
      partition.lose();
    }
    return ours;
  }

  /** Tries again what somebody asked for. */
  void retry(OwnedPartition partition) {
    String stream;
    while (mayWork.test(partition) && (stream = partition.nextRetry()) != null) {
      boolean more = true;
      while (more && mayWork.test(partition)) {
        more = retryFirst(partition, stream);
      }
    }
  }

  /**
   * @return whether the stream may go on
   */
  private boolean retryFirst(OwnedPartition partition, String stream) {
    Optional<RecordedEvent> first = aside.first(subscription.group(), stream);
    if (first.isEmpty()) {
      partition.unblock(stream);
      return false;
    }
    Throwable failure = handler.handle(first.get());
    if (failure != null && !mayWork.test(partition)) {
      return false;
    }
    boolean ours =
        failure == null
            ? aside.handled(subscription, member, partition, first.get())
            : aside.failedAgain(subscription, member, partition, first.get(), failure.toString());
    if (!ours) {
      partition.lose();
    }
    return failure == null;
  }
}
