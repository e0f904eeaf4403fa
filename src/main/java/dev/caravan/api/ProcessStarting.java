package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Waiting.End;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.process.Process;
import dev.caravan.process.Process.Status;
import dev.caravan.process.Processes;
import dev.caravan.process.Processes.Signal;
import dev.caravan.process.Processes.Start;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes processes in and runs their sagas; takes signals to them. */
@Component
class ProcessStarting {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessStarting.class);

  private final Processes processes;
  private final Admission admission;
  private final Waiting waiting;
  private final ProcessQueries queries;

  ProcessStarting(
      Processes processes, Admission admission, Waiting waiting, ProcessQueries queries) {
    this.processes = processes;
    this.admission = admission;
    this.waiting = waiting;
    this.queries = queries;
  }

  /** Starts a process; where it was started before, answers as it stands. */
  CompletionStage<Answer> start(String flow, JsonNode input, Actor actor, boolean respondAsync) {
    String key = input.get("key").asText();
    admission.enter();
    CompletableFuture<Void> saga = null;
    try {
      Start start = processes.accept(flow, key, input, actor);
      if (!(start instanceof Start.Accepted accepted)) {
        return CompletableFuture.completedFuture(stored(flow, key, start));
      }
      saga = run(accepted.process());
      if (saga == null || respondAsync) {
        return CompletableFuture.completedFuture(queries.running(accepted.process()));
      }
      return waiting.answer(saga, end -> outcome(flow, key, end));
    } finally {
      if (saga == null) {
        admission.leave();
      } else {
        saga.whenComplete((nothing, failure) -> admission.leave());
      }
    }
  }

  /** Gives a running process a signal. */
  Answer signal(String flow, String key, String name, JsonNode data, Actor actor) {
    Signal signal = processes.signal(flow, key, name, data, actor);
    if (signal instanceof Signal.Taken) {
      return queries.process(flow, key);
    }
    if (signal instanceof Signal.Ended ended) {
      return Answer.of(
          Problem.of(409, "process-ended", "the process does not run any more")
              .with("processStatus", ended.process().status()));
    }
    if (signal instanceof Signal.OtherContent) {
      return Answer.of(
          Problem.of(409, "other-content", "that signal was given with other content")
              .with("signal", name));
    }
    return Answer.of(Problem.unknown("process", key + " of flow " + flow));
  }

  private @Nullable CompletableFuture<Void> run(Process process) {
    try {
      return processes.run(process);
    } catch (RejectedExecutionException e) {
      // too late to refuse it: it is stored, and recovery cancels it like one that a crash left
      LOG.warn("process {} is left to recovery: too many sagas run", process.key());
      return null;
    }
  }

  private Answer stored(String flow, String key, Start start) {
    if (start instanceof Start.Known known) {
      return answer(known.process(), End.TIMED_OUT, 200);
    }
    if (start instanceof Start.NoFlow) {
      return Answer.of(Problem.of(404, "no flow " + flow + " that begins a process"));
    }
    return Answer.of(
        Problem.of(409, "other-content", "there is a process of that key with other content")
            .with("key", key));
  }

  private Answer outcome(String flow, String key, End end) {
    return answer(processes.find(flow, key).orElseThrow(), end, 201);
  }

  private Answer answer(Process process, End end, int completed) {
    if (process.status() == Status.COMPLETED) {
      return queries.result(completed, process);
    }
    Optional<Failure> failure = processes.failure(process);
    if (failure.isPresent()) {
      return ProcessQueries.failed(process, failure.get());
    }
    return end == End.STOPPED ? ProcessQueries.unavailable(process) : queries.running(process);
  }
}
