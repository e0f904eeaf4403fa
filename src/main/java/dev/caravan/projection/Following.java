package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How far one projection has got. Batch and checkpoint are one transaction, so each event counts
 * once, however many processes follow with the same database.
 */
final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  /** Where a checkpoint is to be read again. */
  private static final long UNKNOWN = -1;

  private final Projection projection;
  private final Checkpoints checkpoints;
  private final TransactionTemplate transaction;

  private volatile @Nullable String failure;
  private volatile long position = UNKNOWN;

  Following(Projection projection, Checkpoints checkpoints, TransactionTemplate transaction) {
    this.projection = projection;
    this.checkpoints = checkpoints;
    this.transaction = transaction;
  }

  String name() {
    return projection.name();
  }

  /** What stops it, null where it goes on. */
  @Nullable String failure() {
    return failure;
  }

  long position() {
    if (position == UNKNOWN) {
      position = checkpoints.position(name());
    }
    return position;
  }

  /** Takes in events that follow its position in the journal. */
  void take(List<RecordedEvent> events) {
    long from = position();
    long to = events.get(events.size() - 1).position();
    position =
        Boolean.TRUE.equals(transaction.execute(status -> apply(events, from, to))) ? to : UNKNOWN;
    if (failure != null) {
      LOG.info("projection {} goes on", name());
      failure = null;
    }
  }

  private boolean apply(List<RecordedEvent> events, long from, long to) {
    boolean ours = checkpoints.move(name(), from, to);
    if (ours) {
      projection.apply(events, Tables.LIVE);
    }
    return ours;
  }

  /** It stands still until it is tried again. */
  void stopped(RuntimeException cause) {
    // what was read of the checkpoint may be out of date by now
    position = UNKNOWN;
    if (failure == null) {
      LOG.error("projection {} stands still and tries again", name(), cause);
    }
    failure = String.valueOf(cause.getMessage());
  }
}
