package dev.caravan.coordinator;

import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.state.InputObjectState;
import com.arjuna.ats.arjuna.state.OutputObjectState;
import com.arjuna.ats.internal.arjuna.common.UidHelper;
import io.narayana.lra.LRAConstants;
import io.narayana.lra.LRAData;
import io.narayana.lra.coordinator.domain.service.LRAService;
import io.narayana.lra.coordinator.internal.LRARecoveryModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.lra.annotation.LRAStatus;

/**
 * Keeps the recovery scan away from sagas that this process is running.
 *
 * <p>Narayana 1.1.0 makes a second object of every saga that a scan finds in the store, also of one
 * that is under way. About one in a hundred of them sets a timer for the saga's time limit (whether
 * it does depends on fractions of a millisecond, see {@code scheduleCancellation}), and then it
 * cancels with the participants as they were at the scan: a saga that was closed long ago is
 * compensated, and in a running one those that joined later never are. So a scan is shown only what
 * nobody is working at.
 *
 * <p>A saga whose time limit has passed is shown. It may have been loaded at a start, and then it
 * mostly has no timer, for the same fraction of a millisecond: the scan is what cancels it.
 */
final class RunningSagas {
  private static final Set<String> ENDING = ConcurrentHashMap.newKeySet();

  /** Time for a saga's own timer to go first. */
  private static final long TIMER_GRACE_MILLIS = 1000;

  private RunningSagas() {}

  /** Ends a saga, unseen by recovery meanwhile. */
  static <T> T ending(URI lra, Supplier<T> end) {
    String uid = LRAConstants.getLRAUid(lra);
    ENDING.add(uid);
    try {
      return end.get();
    } finally {
      ENDING.remove(uid);
    }
  }

  /** The ids that a store listed. */
  static List<Uid> ids(InputObjectState listed) throws IOException {
    List<Uid> ids = new ArrayList<>();
    for (Uid uid = UidHelper.unpackFrom(listed);
        uid.notEquals(Uid.nullUid());
        uid = UidHelper.unpackFrom(listed)) {
      ids.add(uid);
    }
    return ids;
  }

  private static boolean isOverdue(LRAData saga) {
    return saga.getFinishTime() > 0
        && System.currentTimeMillis() > saga.getFinishTime() + TIMER_GRACE_MILLIS;
  }

  /** Takes the ids of running sagas out of what the store listed. */
  static void hideFrom(InputObjectState listed) {
    // in this order: what is in the list has been started, or its start still holds the monitor
    LRAService service = LRARecoveryModule.getService();
    Set<String> running = new HashSet<>(ENDING);
    synchronized (service) {
      for (LRAData saga : service.getAll(LRAStatus.Active)) {
        if (!isOverdue(saga)) {
          running.add(LRAConstants.getLRAUid(saga.getLraId()));
        }
      }
    }
    try {
      OutputObjectState shown = new OutputObjectState();
      for (Uid uid : ids(listed)) {
        if (!running.contains(uid.fileStringForm())) {
          UidHelper.packInto(uid, shown);
        }
      }
      UidHelper.packInto(Uid.nullUid(), shown);
      listed.setBuffer(shown.buffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
