package dev.caravan.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.process.ProcessEvent.ProcessAccepted;
import dev.caravan.process.ProcessEvent.ProcessCancelled;
import dev.caravan.process.ProcessEvent.ProcessSignalled;
import dev.caravan.saga.FlowRevisions;
import dev.caravan.saga.FlowWatch;
import dev.caravan.saga.SagaEnds;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes processes in and runs them. What became of one is read from the process itself. */
@Component
public class Processes {
  private static final Logger LOG = LoggerFactory.getLogger(Processes.class);

  private final ProcessLog log;
  private final FlowRevisions revisions;
  private final SagaEnds sagas;
  private final Signals signals;
  private final FlowWatch watch;
  private final ProducerTemplate template;
  private final ExecutorService threads;

  Processes(
      ProcessLog log,
      FlowRevisions revisions,
      SagaEnds sagas,
      Signals signals,
      FlowWatch watch,
      ProducerTemplate template,
      ProcessThreads threads) {
    this.log = log;
    this.revisions = revisions;
    this.sagas = sagas;
    this.template = template;
    this.signals = signals;
    this.watch = watch;
    this.threads = threads.pool();
  }

  /** What became of a request to start a process. */
  public sealed interface Start {
    /** It is new and stored; whoever asked is to {@link Processes#run} it. */
    record Accepted(Process process) implements Start {}

    /** It was started before, with the same input. */
    record Known(Process process) implements Start {}

    /** There is one of that key, with other input. */
    record OtherContent() implements Start {}

    /** No active flow of that name begins a process. */
    record NoFlow() implements Start {}
  }

  /**
   * Stores a process on the active revision of its flow. Nothing runs yet.
   *
   * @param key of {@code [A-Za-z0-9_-]}, at most 64
   * @param input the body with which the flow begins
   * @param actor who wants it
   */
  public Start accept(String flow, String key, JsonNode input, Actor actor) {
    ProcessId id = new ProcessId(flow, key);
    Optional<Process> before = log.find(id);
    if (before.isEmpty()) {
      Integer revision = revisions.forProcesses().get(flow);
      if (revision == null) {
        return new Start.NoFlow();
      }
      if (log.accept(new ProcessAccepted(flow, key, revision, input), actor)) {
        return new Start.Accepted(log.find(id).orElseThrow());
      }
      before = log.find(id);
    }
    Process process = before.orElseThrow();
    return process.input().equals(Processes::compared, input)
        ? new Start.Known(process)
        : new Start.OtherContent();
  }

  // 1.10 and 1.1 are one number, whatever Jackson made of them
  private static int compared(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }

  public Optional<Process> find(String flow, String key) {
    return log.find(new ProcessId(flow, key));
  }

  /** The name of a process's stream in the journal. */
  public static String stream(Process process) {
    return ProcessId.of(process).stream();
  }

  /** Why a process that has not ended yet will be cancelled; empty where no step has failed. */
  public Optional<Failure> failure(Process process) {
    return Optional.ofNullable(process.failure())
        .or(() -> Optional.ofNullable(process.sagaId()).flatMap(sagas::failure));
  }

  /**
   * Runs a process that was accepted, on a thread of its own.
   *
   * @return completes when its saga has ended, normally or by what stopped it; a process that could
   *     not be brought to an end is then left to recovery
   * @throws java.util.concurrent.RejectedExecutionException where too many run already
   */
  public CompletableFuture<Void> run(Process process) {
    long begun = System.nanoTime();
    return CompletableFuture.supplyAsync(() -> begin(process), threads)
        .thenCompose(Function.identity())
        .thenAccept(
            ended -> {
              watch.ended(
                  process.flow(),
                  process.revision(),
                  Duration.ofNanos(System.nanoTime() - begun),
                  ended.getException() != null);
              if (ended.getException() != null) {
                settle(process, ended.getException());
                throw new IllegalStateException(
                    "the saga of " + ProcessId.of(process).stream() + " did not close",
                    ended.getException());
              }
            });
  }

  // a step that waits for a signal lets the thread go
  private CompletableFuture<Exchange> begin(Process process) {
    FlowRevisions.Entry entry =
        revisions.entry(process.flow(), process.revision()).orElse(ProcessRoutes.NOWHERE);
    return template.asyncSend(ProcessRoutes.ENTRY, e -> ProcessRoutes.fill(e, process, entry));
  }

  /** What became of a signal. */
  public sealed interface Signal {
    /**
     * It is stored, now or before with the same content, and the step that waits for it goes on.
     */
    record Taken() implements Signal {}

    /** One of that name was given before, with other content. */
    record OtherContent() implements Signal {}

    /** The process does not run any more. */
    record Ended(Process process) implements Signal {}

    /** There is no such process. */
    record NoProcess() implements Signal {}
  }

  /**
   * Gives a process a signal. It counts once, also where the step that waits for it comes later.
   *
   * @param name of {@code [A-Za-z0-9_-]}, at most 64
   * @param data what the step gets
   * @param actor who gives it
   */
  public Signal signal(String flow, String key, String name, JsonNode data, Actor actor) {
    ProcessId id = new ProcessId(flow, key);
    if (log.find(id).isEmpty()) {
      return new Signal.NoProcess();
    }
    Process before =
        log.append(
            id,
            actor,
            process ->
                process.isRunning() && !process.signals().containsKey(name)
                    ? Optional.of(new ProcessSignalled(name, data))
                    : Optional.empty());
    JsonNode known = before.signals().get(name);
    if (known != null) {
      return known.equals(Processes::compared, data)
          ? new Signal.Taken()
          : new Signal.OtherContent();
    }
    if (!before.isRunning()) {
      return new Signal.Ended(before);
    }
    signals.look(id);
    return new Signal.Taken();
  }

  /** Ends a process whose saga could not begin. Where it has, the coordinator brings the end. */
  private void settle(Process process, Exception error) {
    Failure failure = SagaEnds.failure(error, process.flow());
    if (failure.type().equals(Failure.STEP_UNAVAILABLE)) {
      LOG.warn("the saga of {} did not close", ProcessId.of(process).stream(), error);
    }
    try {
      log.append(
          ProcessId.of(process),
          new Actor("process", null),
          now ->
              now.isRunning() && now.sagaId() == null
                  ? Optional.of(new ProcessCancelled(failure))
                  : Optional.empty());
    } catch (RuntimeException e) {
      LOG.warn("{} is left to recovery", ProcessId.of(process).stream(), e);
    }
  }
}
