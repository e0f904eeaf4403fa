package dev.caravan.testing;

import dev.caravan.saga.CoordinatorUnavailableException;
import dev.caravan.saga.LraCoordinator;
import dev.caravan.saga.ParticipantCallbacks;
import dev.caravan.saga.ParticipantCallbacks.Answer;
import dev.caravan.saga.SagaEndedException;
import dev.caravan.saga.SagaOutcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that does at once, in the calling thread, what the real one does: callbacks in
 * reverse order of joining, whether it closes or cancels; one that is not answered by 200 is made
 * again by {@link #recover}. What it does wrong it does when told to.
 *
 * <p>One thread at a time ends a saga; another one that wants to, such as recovery beside a test,
 * waits and finds how it ended.
 */
public final class InMemoryLraCoordinator implements LraCoordinator {
  private static final URI ADDRESS = URI.create("http://coordinator.test/lra-coordinator");

  private final Supplier<ParticipantCallbacks> callbacks;
  private final Map<URI, Lra> sagas = new ConcurrentHashMap<>();
  private volatile boolean available = true;
  private volatile boolean timeIsUp;
  private volatile int deliveries = 1;

  public InMemoryLraCoordinator(Supplier<ParticipantCallbacks> callbacks) {
    this.callbacks = callbacks;
  }

  private static final class Lra {
    private final String clientId;
    private final Duration timeLimit;
    private final Instant startedAt = Instant.now();
    private final List<Participant> participants = new ArrayList<>();
    private final List<URI> pending = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private volatile @Nullable Boolean closed;
    private volatile boolean gaveUp;

    private Lra(String clientId, Duration timeLimit) {
      this.clientId = clientId;
      this.timeLimit = timeLimit;
    }
  }

  /** Forgets everything that it was told to do wrong. */
  public void behave() {
    available = true;
    timeIsUp = false;
    deliveries = 1;
  }

  /** From now on no call is answered. */
  public void goAway() {
    available = false;
  }

  /** From now on calls are answered again. */
  public void comeBack() {
    available = true;
  }

  /** From now on a close finds the time limit passed and cancels. */
  public void letTimeRunOut() {
    timeIsUp = true;
  }

  /** From now on every callback is made this often. */
  public void deliverEach(int times) {
    deliveries = times;
  }

  public String clientId(URI lra) {
    return sagas.get(lra).clientId;
  }

  public Duration timeLimit(URI lra) {
    return sagas.get(lra).timeLimit;
  }

  public List<Participant> participants(URI lra) {
    Lra saga = sagas.get(lra);
    synchronized (saga) {
      return List.copyOf(saga.participants);
    }
  }

  public List<Answer> answers(URI lra) {
    Lra saga = sagas.get(lra);
    synchronized (saga) {
      return List.copyOf(saga.answers);
    }
  }

  /** The one saga that was started for the client id. */
  public URI sagaOf(String clientId) {
    List<URI> found =
        sagas.entrySet().stream()
            .filter(saga -> saga.getValue().clientId.equals(clientId))
            .map(Map.Entry::getKey)
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " sagas of " + clientId);
    }
    return found.get(0);
  }

  public int sagasOf(String clientId) {
    return (int) sagas.values().stream().filter(saga -> saga.clientId.equals(clientId)).count();
  }

  @Override
  public URI address() {
    return ADDRESS;
  }

  @Override
  public URI start(String clientId, Duration timeLimit) {
    answerOrNot();
    URI lra = URI.create(ADDRESS + "/0_ffff7f000101_" + UUID.randomUUID());
    sagas.put(lra, new Lra(clientId, timeLimit));
    return lra;
  }

  @Override
  public void join(URI lra, Participant participant) {
    answerOrNot();
    Lra saga = known(lra);
    synchronized (saga) {
      if (saga.closed != null) {
        throw new SagaEndedException(lra, "412");
      }
      saga.participants.add(participant);
    }
  }

  @Override
  public SagaOutcome close(URI lra) {
    answerOrNot();
    return end(lra, !timeIsUp);
  }

  @Override
  public SagaOutcome cancel(URI lra) {
    answerOrNot();
    Lra saga = known(lra);
    synchronized (saga) {
      if (Boolean.TRUE.equals(saga.closed) && saga.answers.isEmpty() && !saga.pending.isEmpty()) {
        // Narayana 1.1.0 drops a decision to close of which it has told nobody
        saga.closed = null;
        saga.pending.clear();
      }
      return end(lra, false);
    }
  }

  @Override
  public List<KnownSaga> sagas() {
    answerOrNot();
    return sagas.entrySet().stream()
        .map(
            saga ->
                new KnownSaga(
                    saga.getKey(),
                    saga.getValue().clientId,
                    saga.getValue().closed == null ? null : outcome(saga.getValue()),
                    saga.getValue().startedAt))
        .toList();
  }

  @Override
  public void scan() {
    answerOrNot();
  }

  /** Its store is wiped. */
  public void forget(URI lra) {
    sagas.remove(lra);
  }

  /** What the time limit does by itself. */
  public SagaOutcome expire(URI lra) {
    return end(lra, false);
  }

  private SagaOutcome end(URI lra, boolean close) {
    Lra saga = known(lra);
    synchronized (saga) {
      if (saga.closed == null) {
        decide(saga, close);
        return recover(lra);
      }
      return outcome(saga);
    }
  }

  /** Decides to close, as far as its store goes: it dies before it calls anybody. */
  public void decideToClose(URI lra) {
    Lra saga = known(lra);
    synchronized (saga) {
      decide(saga, true);
    }
  }

  private static void decide(Lra saga, boolean close) {
    saga.closed = close;
    for (Participant participant : saga.participants) {
      URI callback = close ? participant.complete() : participant.compensate();
      if (callback != null) {
        saga.pending.add(callback);
      }
    }
    Collections.reverse(saga.pending);
  }

  /** Makes the callbacks that were not answered by 200 yet, once more. */
  public SagaOutcome recover(URI lra) {
    Lra saga = known(lra);
    synchronized (saga) {
      for (Iterator<URI> callback = saga.pending.iterator(); callback.hasNext(); ) {
        Answer answer = deliver(lra, saga, callback.next());
        if (answer.status() == 200 || answer.status() == 500) {
          callback.remove();
          saga.gaveUp |= answer.status() == 500;
        }
      }
      return outcome(saga);
    }
  }

  private Answer deliver(URI lra, Lra saga, URI callback) {
    Answer answer = null;
    for (int i = 0; i < deliveries; i++) {
      answer = callbacks.get().deliver(callback, lra);
      saga.answers.add(answer);
    }
    return answer;
  }

  private static SagaOutcome outcome(Lra saga) {
    boolean closed = Boolean.TRUE.equals(saga.closed);
    if (!saga.pending.isEmpty()) {
      return closed ? SagaOutcome.CLOSING : SagaOutcome.CANCELLING;
    }
    if (saga.gaveUp) {
      return closed ? SagaOutcome.FAILED_TO_CLOSE : SagaOutcome.FAILED_TO_CANCEL;
    }
    return closed ? SagaOutcome.CLOSED : SagaOutcome.CANCELLED;
  }

  private Lra known(URI lra) {
    Lra saga = sagas.get(lra);
    if (saga == null) {
      throw new SagaEndedException(lra, "404");
    }
    return saga;
  }

  private void answerOrNot() {
    if (!available) {
      throw new CoordinatorUnavailableException("told not to answer", null);
    }
  }
}
