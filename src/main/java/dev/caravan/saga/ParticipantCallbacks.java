package dev.caravan.saga;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the coordinator's callbacks arrive, whether over HTTP or from a coordinator in the same
 * JVM.
 */
public interface ParticipantCallbacks {

  /** Whether the address belongs to this process, so that a callback can skip the network. */
  boolean isLocal(URI callback);

  /**
   * Runs the compensation or completion that the address names.
   *
   * <p>At least once: a repeated callback answers as the first did.
   *
   * @param callback an address that this process gave to the coordinator at a join
   * @param lra the saga's id at the coordinator
   */
  Answer deliver(URI callback, URI lra);

  /**
   * The answer to a callback.
   *
   * @param status an HTTP status: 200 done; 403 not a callback that this process asked for; 410 it
   *     contradicts how the saga ended by its log, and is to be forgotten; 500 with the body {@code
   *     FailedToCompensate} where a compensation is given up; 503 to be called again
   */
  record Answer(int status, @Nullable String body) {
    static final Answer DONE = new Answer(200, null);
    static final Answer FORBIDDEN = new Answer(403, null);

    /** Tells the coordinator to forget the participant. */
    static final Answer ENDED_OTHERWISE = new Answer(410, null);

    static final Answer ASK_AGAIN = new Answer(503, null);
    static final Answer GIVEN_UP = new Answer(500, "FailedToCompensate");
  }
}
