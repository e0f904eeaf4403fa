package dev.caravan.coordinator;

import com.arjuna.ats.arjuna.common.CoordinatorEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.arjuna.utils.MBeanProcessId;
import dev.caravan.saga.ParticipantCallbacks;
import io.narayana.lra.LRAData;
import io.narayana.lra.coordinator.domain.model.LongRunningAction;
import io.narayana.lra.coordinator.domain.service.LRAService;
import io.narayana.lra.coordinator.internal.LRARecoveryModule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Narayana's LRA coordinator in this JVM: object store, recovery and REST interface.
 *
 * <p>One at a time in a JVM, because Narayana keeps its state in static fields; once stopped,
 * another one may start.
 */
final class CoordinatorServer implements SmartLifecycle {
  private static final String PATH = "lra-coordinator";

  private final int port;
  private final Path directory;
  private final Supplier<@Nullable ParticipantCallbacks> participants;
  private volatile boolean running;
  private volatile URI address = address(0);
  private @Nullable CallbackClient callbacks;
  private @Nullable RecoveryManager recovery;
  private @Nullable CoordinatorEndpoint endpoint;

  CoordinatorServer(
      int port, Path directory, Supplier<@Nullable ParticipantCallbacks> participants) {
    this.port = port;
    this.directory = directory;
    this.participants = participants;
  }

  /** The address that all ids of this coordinator start with; known once it runs. */
  URI address() {
    return address;
  }

  private static URI address(int port) {
    return URI.create("http://" + CoordinatorEndpoint.HOST + ":" + port + "/" + PATH);
  }

  @Override
  public synchronized void start() {
    CallbackClient client = CallbackClient.connect(participants);
    callbacks = client;
    try {
      settings();
      ObjectStore.open(directory);
      InterruptedSagas.resume();
      // Known ids are known, and deadlines run, before anybody asks. Callbacks are held meanwhile:
      // their routes are not up, and an unreachable participant must not hold up the start.
      recovery = RecoveryManager.manager(RecoveryManager.INDIRECT_MANAGEMENT);
      LRARecoveryModule.getService().scan();
      CoordinatorEndpoint http = CoordinatorEndpoint.open(port);
      endpoint = http;
      address = address(http.port());
    } catch (IOException | RuntimeException e) {
      stop();
      throw e instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("caravan.data-dir: " + directory + ": " + e.getMessage(), e);
    }
    client.release();
    running = true;
  }

  @Override
  public synchronized void stop() {
    running = false;
    if (endpoint != null) {
      endpoint.close();
      endpoint = null;
    }
    if (recovery != null) {
      recovery.terminate(false);
      recovery = null;
      forgetSagas();
    }
    ObjectStore.close();
    if (callbacks != null) {
      callbacks.disconnect();
      callbacks = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /**
   * Early: Camel starts after all life-cycle beans and stops before those of a phase below its own,
   * {@code Integer.MAX_VALUE - 2049}.
   */
  @Override
  public int getPhase() {
    return 0;
  }

  /** What is in the store is loaded from there by the next start; timers must not outlive it. */
  private static void forgetSagas() {
    LRAService service = LRARecoveryModule.getService();
    for (LRAData known : service.getAll()) {
      @Nullable LongRunningAction saga = service.lookupTransaction(known.getLraId());
      if (saga != null) { // listed twice where it recovers
        // the only way to stop a saga's timer is to put it off
        saga.setTimeLimit(Duration.ofDays(36_500).toMillis(), false);
        service.remove(known.getLraId());
      }
    }
  }

  private static void settings() {
    try {
      CoreEnvironmentBean core = arjPropertyManager.getCoreEnvironmentBean();
      core.setNodeIdentifier("caravan");
      // the default takes the number of a port that it opens
      core.setProcessImplementationClassName(MBeanProcessId.class.getName());
    } catch (CoreEnvironmentBeanException e) {
      throw new IllegalStateException("the coordinator's node identifier is not valid", e);
    }
    CoordinatorEnvironmentBean coordinator = arjPropertyManager.getCoordinatorEnvironmentBean();
    coordinator.setTransactionStatusManagerEnable(false);
    RecoveryEnvironmentBean recovery = recoveryPropertyManager.getRecoveryEnvironmentBean();
    recovery.setRecoveryListener(false);
    recovery.setPeriodicRecoveryPeriod(2);
    recovery.setRecoveryBackoffPeriod(1);
  }
}
