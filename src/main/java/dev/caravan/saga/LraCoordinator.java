package dev.caravan.saga;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The LRA coordinator as this process reaches it: over HTTP, or in the same JVM. Every call blocks
 * until the coordinator has answered.
 *
 * <p>Errors: {@link CoordinatorUnavailableException} where the coordinator gave no usable answer,
 * so that nothing is known about the call's effect; {@link SagaEndedException} where the
 * coordinator does not know the saga or it accepts no call any more.
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-lra-2.0/">MicroProfile LRA
 *     2.0</a>
 */
public interface LraCoordinator {

  /**
   * Starts a saga.
   *
   * @param clientId what the coordinator's own lists show for it, {@code [A-Za-z0-9_-]+}
   * @param timeLimit after it the coordinator cancels the saga by itself
   * @return the saga's id at the coordinator, a URL
   */
  URI start(String clientId, Duration timeLimit);

  /**
   * Enlists a participant; durable at the coordinator when the call returns. The same addresses
   * once more count once.
   *
   * @throws SagaEndedException where the saga takes no participant any more
   */
  void join(URI lra, Participant participant);

  /** Closes the saga and returns what the coordinator really did, which may be to cancel. */
  SagaOutcome close(URI lra);

  /** Cancels the saga and returns what the coordinator really did. */
  SagaOutcome cancel(URI lra);

  /** The sagas that it knows, each once. It forgets a saga when it ends. */
  List<KnownSaga> sagas();

  /**
   * Has it look for sagas in its store: one that was started a moment ago may not know all of its
   * sagas yet. May take some seconds.
   */
  void scan();

  /** The coordinator's address; the ids of all its sagas start with it. */
  URI address();

  /**
   * A saga as the coordinator knows it.
   *
   * @param clientId with which it was started
   * @param outcome what it does or did with it; null while it is active
   * @param startedAt by the coordinator's clock
   */
  record KnownSaga(URI lra, String clientId, @Nullable SagaOutcome outcome, Instant startedAt) {}

  /**
   * A participant of a saga.
   *
   * @param compensate called with PUT when the saga is cancelled, until it answers 200
   * @param complete called with PUT when the saga is closed, until it answers 200; null where there
   *     is nothing to complete, which saves the call
   */
  record Participant(URI compensate, @Nullable URI complete) {}
}
