package dev.caravan.coordinator;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.ObjectStoreAPI;
import com.arjuna.ats.arjuna.objectstore.StoreManager;
import com.arjuna.ats.arjuna.state.InputObjectState;
import com.arjuna.ats.arjuna.state.OutputObjectState;
import com.arjuna.ats.internal.arjuna.objectstore.hornetq.HornetqJournalEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.hornetq.HornetqObjectStoreAdaptor;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.narayana.lra.coordinator.domain.model.LongRunningAction;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's store: an Artemis journal, which writes the records of concurrent sagas with
 * one sync.
 *
 * <p>Narayana keeps the store that it was given first in static fields, for the JVM's life. It is
 * therefore given a stand-in that forwards to the journal now open, so that a coordinator can be
 * stopped and another one started in the same JVM.
 */
final class ObjectStore {
  /**
   * The journal's buffer waits up to a period of this rate after each sync, to gather more records.
   * Records gather while a sync runs anyway; waiting longer only delays the caller.
   */
  private static final int FLUSHES_PER_SECOND = 20_000;

  private static final String PROBE = "/Caravan/Probe";

  private static volatile @Nullable ObjectStoreAPI current;
  private static boolean installed;

  private ObjectStore() {}

  /** Opens the journal in a directory, which is created where it does not exist. */
  static synchronized void open(Path directory) throws IOException {
    for (String name : new @Nullable String[] {null, "stateStore", "communicationStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, name)
          .setObjectStoreDir(directory.toString());
    }
    ObjectStoreAPI journal = new HornetqObjectStoreAdaptor(settings(directory));
    journal.start();
    current = journal;
    if (!installed) {
      ObjectStoreAPI standIn =
          (ObjectStoreAPI)
              Proxy.newProxyInstance(
                  ObjectStore.class.getClassLoader(),
                  new Class<?>[] {ObjectStoreAPI.class},
                  (proxy, method, arguments) -> forward(method, arguments));
      new StoreManager(standIn, standIn, standIn);
      installed = true;
    }
  }

  static synchronized void close() {
    ObjectStoreAPI journal = current;
    current = null;
    if (journal != null) {
      journal.stop();
    }
  }

  /** Writes a record and removes it; fails where the store can't take records any more. */
  static void probe() throws ObjectStoreException {
    Uid uid = new Uid();
    OutputObjectState record = new OutputObjectState(uid, PROBE);
    StoreManager.getRecoveryStore().write_committed(uid, PROBE, record);
    StoreManager.getRecoveryStore().remove_committed(uid, PROBE);
  }

  private static HornetqJournalEnvironmentBean settings(Path directory) {
    HornetqJournalEnvironmentBean journal = new HornetqJournalEnvironmentBean();
    journal.setStoreDir(directory.toString());
    journal.setSyncWrites(true);
    // a record that is back after a crash is of a saga whose participants have all answered; they
    // are asked again, as they may be at any time
    journal.setSyncDeletes(false);
    // the native library is not on every platform; NIO behaves the same everywhere
    journal.setAsyncIO(false);
    journal.setBufferFlushesPerSecond(FLUSHES_PER_SECOND);
    return journal;
  }

  private static @Nullable Object forward(Method method, Object @Nullable [] arguments)
      throws Throwable {
    ObjectStoreAPI journal = current;
    if (journal == null) {
      throw new IllegalStateException("the coordinator's store is closed");
    }
    try {
      Object result = method.invoke(journal, arguments);
      if (method.getName().equals("allObjUids")
          && arguments != null
          && LongRunningAction.getType().equals(arguments[0])) {
        RunningSagas.hideFrom((InputObjectState) arguments[1]);
      }
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
