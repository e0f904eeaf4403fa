package dev.caravan.coordinator;

import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.StoreManager;
import com.arjuna.ats.arjuna.state.InputObjectState;
import io.narayana.lra.coordinator.domain.model.LongRunningAction;
import io.narayana.lra.coordinator.domain.service.LRAService;
import io.narayana.lra.coordinator.internal.Implementations;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sagas that a crash met while their completions were being called.
 *
 * <p>Before Narayana calls them, it writes the saga's record with the participants on the list of
 * those prepared. Its recovery (1.1.0) looks at the pending and heuristic lists only, takes such a
 * record for one without work and leaves the saga closing for ever. So they are made pending again,
 * before recovery reads the store.
 */
final class InterruptedSagas {
  private InterruptedSagas() {}

  /** Only while nothing else works with the store. */
  static void resume() throws IOException {
    Implementations.install(); // else the participants in the records are of an unknown type
    LRAService none = new LRAService(); // it is asked for the parents of nested sagas alone
    for (Uid uid : stored()) {
      new Interrupted(none, uid).resume();
    }
  }

  private static List<Uid> stored() throws IOException {
    InputObjectState all = new InputObjectState();
    try {
      return StoreManager.getRecoveryStore().allObjUids(LongRunningAction.getType(), all)
          ? RunningSagas.ids(all)
          : List.of();
    } catch (ObjectStoreException e) {
      throw new IOException("the sagas in the store cannot be listed", e);
    }
  }

  private static final class Interrupted extends LongRunningAction {
    Interrupted(LRAService service, Uid uid) {
      super(service, uid);
    }

    // Reading an open saga starts its timer, but this object is none that may end it.

    @Override
    public int setTimeLimit(Long timeLimit, boolean save) {
      return Response.Status.OK.getStatusCode();
    }

    @Override
    protected @Nullable ReentrantLock tryLockTransaction() {
      return null;
    }

    void resume() throws IOException {
      // what cannot be read is left to recovery, which tells of it at each scan
      if (activate()
          && isRecovering()
          && pendingList.size() == 0
          && heuristicList.size() == 0
          && preparedList.size() > 0) {
        moveTo(preparedList, pendingList, false);
        if (!deactivate()) {
          throw new IOException("the record of saga " + getId() + " cannot be written");
        }
      }
    }
  }
}
