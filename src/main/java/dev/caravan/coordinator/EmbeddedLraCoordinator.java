package dev.caravan.coordinator;

import dev.caravan.saga.CoordinatorUnavailableException;
import dev.caravan.saga.LraCoordinator;
import dev.caravan.saga.SagaEndedException;
import dev.caravan.saga.SagaOutcome;
import io.narayana.lra.LRAData;
import io.narayana.lra.coordinator.domain.model.LongRunningAction;
import io.narayana.lra.coordinator.domain.service.LRAService;
import io.narayana.lra.coordinator.internal.LRARecoveryModule;
import jakarta.ws.rs.WebApplicationException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.jspecify.annotations.Nullable;

/** The coordinator of this JVM, called without HTTP, with the effects of its REST interface. */
final class EmbeddedLraCoordinator implements LraCoordinator {
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final int PRECONDITION_FAILED = 412;
  private static final int OK = 200;

  private final CoordinatorServer server;
  private final StartedSagas started = new StartedSagas();
  private final ClientBuilderLookup lookup = new ClientBuilderLookup();

  EmbeddedLraCoordinator(CoordinatorServer server) {
    this.server = server;
  }

  @Override
  public URI start(String clientId, Duration timeLimit) {
    return call(
        null,
        () -> {
          LongRunningAction saga =
              service().startLRA(address().toString(), null, clientId, timeLimit.toMillis());
          started.add(saga);
          return saga.getId();
        });
  }

  @Override
  public void join(URI lra, Participant participant) {
    int status =
        call(
            lra,
            () ->
                service()
                    .joinLRA(
                        new StringBuilder(),
                        lra,
                        0,
                        null,
                        link(participant),
                        address() + "/recovery",
                        new StringBuilder()));
    if (status != OK) {
      throw failure(lra, status, "join refused", null);
    }
  }

  @Override
  public SagaOutcome close(URI lra) {
    return end(lra, false);
  }

  @Override
  public SagaOutcome cancel(URI lra) {
    return end(lra, true);
  }

  @Override
  public URI address() {
    return server.address();
  }

  @Override
  public List<KnownSaga> sagas() {
    Map<URI, KnownSaga> sagas = new LinkedHashMap<>();
    // one that recovers is listed twice
    for (LRAData saga : service().getAll()) {
      sagas.putIfAbsent(
          saga.getLraId(),
          new KnownSaga(
              saga.getLraId(),
              String.valueOf(saga.getClientId()),
              SagaOutcome.ifEnding(saga.getStatus().name()).orElse(null),
              Instant.ofEpochMilli(saga.getStartTime())));
    }
    return List.copyOf(sagas.values());
  }

  /** Nothing to do: it knows all of its sagas from its start on. */
  @Override
  public void scan() {
    service();
  }

  private SagaOutcome end(URI lra, boolean cancel) {
    LRAStatus status;
    try {
      status =
          RunningSagas.ending(
              lra,
              () ->
                  lookup.during(
                      () -> call(lra, () -> service().endLRA(lra, cancel, false).getStatus())));
    } catch (SagaEndedException e) {
      // ended by its deadline, say; the coordinator itself forgets a saga the moment it ends
      status = started.status(lra);
      if (status == null) {
        throw e;
      }
    }
    if (status == LRAStatus.Active) {
      throw new CoordinatorUnavailableException("saga " + lra + " is busy and was not ended", null);
    }
    started.remove(lra);
    return SagaOutcome.of(status.name());
  }

  /**
   * As camel-lra builds it; quoted, because the coordinator's late-join check reads only that. The
   * space before the semicolon, which RFC 8288 allows, saves an order six of the 16 times that a
   * link is parsed: without it the coordinator sorts the links before it looks who has joined.
   */
  private static String link(Participant participant) {
    String compensate = "<" + participant.compensate() + "> ; rel=\"compensate\"";
    return participant.complete() == null
        ? compensate
        : compensate + ",<" + participant.complete() + "> ; rel=\"complete\"";
  }

  private LRAService service() {
    if (!server.isRunning()) {
      throw new CoordinatorUnavailableException("the embedded coordinator is not running", null);
    }
    return LRARecoveryModule.getService();
  }

  private static <T> T call(@Nullable URI lra, Supplier<T> call) {
    try {
      return call.get();
    } catch (WebApplicationException e) {
      throw failure(lra, e.getResponse().getStatus(), String.valueOf(e.getMessage()), e);
    } catch (CoordinatorUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CoordinatorUnavailableException("the embedded coordinator failed: " + e, e);
    }
  }

  private static RuntimeException failure(
      @Nullable URI lra, int status, String answer, @Nullable Throwable cause) {
    boolean ended = status == NOT_FOUND || status == GONE || status == PRECONDITION_FAILED;
    return lra != null && ended
        ? new SagaEndedException(lra, answer)
        : new CoordinatorUnavailableException(
            "the embedded coordinator answered " + status + ": " + answer, cause);
  }
}
