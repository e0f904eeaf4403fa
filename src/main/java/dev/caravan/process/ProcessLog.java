package dev.caravan.process;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.WrongExpectedVersionException;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.process.ProcessEvent.ProcessAccepted;
import dev.caravan.process.ProcessEvent.ProcessFailed;
import dev.caravan.saga.ProcessHeaders;
import dev.caravan.saga.StuckSagas;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/** Processes in the journal, with the list of those that are open in the same transactions. */
@Component
class ProcessLog implements StuckSagas {
  private final EventAppender appender;
  private final EventReader reader;
  private final OpenProcesses open;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final IdGenerator ids;

  ProcessLog(
      EventAppender appender,
      EventReader reader,
      OpenProcesses open,
      TransactionTemplate transaction,
      Clock clock,
      IdGenerator ids) {
    this.appender = appender;
    this.reader = reader;
    this.open = open;
    this.transaction = transaction;
    this.clock = clock;
    this.ids = ids;
  }

  Optional<Process> find(ProcessId id) {
    return Process.of(reader.readStream(id.stream()));
  }

  /** Stores a new process; false where there is one of that name. */
  boolean accept(ProcessAccepted accepted, Actor actor) {
    ProcessId id = new ProcessId(accepted.flow(), accepted.key());
    // as the journal keeps it, so that a rebuild gives the same row
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              try {
                append(id, ExpectedVersion.noStream(), accepted, actor, now);
                return true;
              } catch (WrongExpectedVersionException e) {
                return false;
              }
            }));
  }

  /**
   * Appends what follows from the process as it stands, nothing where that is empty; asked again
   * where somebody else was faster.
   *
   * @return the process from which it followed
   */
  Process append(ProcessId id, Actor actor, Function<Process, Optional<ProcessEvent>> decide) {
    Process process;
    do {
      process = transaction.execute(status -> tryAppend(id, actor, decide));
    } while (process == null);
    return process;
  }

  // null where somebody else was faster
  private @Nullable Process tryAppend(
      ProcessId id, Actor actor, Function<Process, Optional<ProcessEvent>> decide) {
    Process process =
        find(id).orElseThrow(() -> new IllegalStateException("no process " + id.stream()));
    Optional<ProcessEvent> event = decide.apply(process);
    if (event.isEmpty()) {
      return process;
    }
    try {
      ExpectedVersion expected = ExpectedVersion.exactly(process.version());
      append(id, expected, event.get(), actor, clock.instant());
      return process;
    } catch (WrongExpectedVersionException e) {
      return null;
    }
  }

  private void append(
      ProcessId id, ExpectedVersion expected, ProcessEvent event, Actor actor, Instant now) {
    appender.append(
        id.stream(),
        expected,
        List.of(
            ProcessEvent.CODEC.stored(
                event, ids.generateId(), now, actor.sagaId(), null, actor.name())));
    open.follow(id, event, now);
  }

  @Override
  public void gaveUp(String sagaId, Map<String, String> options, Failure failure) {
    String flow = options.get(ProcessHeaders.FLOW);
    String key = options.get(ProcessHeaders.KEY);
    if (flow != null && key != null) {
      append(
          new ProcessId(flow, key),
          new Actor("saga", sagaId),
          process ->
              process.isRunning() ? Optional.of(new ProcessFailed(failure)) : Optional.empty());
    }
  }
}
