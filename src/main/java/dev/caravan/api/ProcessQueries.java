package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Failure;
import dev.caravan.process.Process;
import dev.caravan.process.Processes;
import dev.caravan.projection.SagaSearch;
import dev.caravan.projection.SagaView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers about processes; public methods are called by routes. */
@Component
class ProcessQueries {
  private static final int RETRY_SECONDS = 5;

  private final Processes processes;
  private final SagaSearch sagas;
  private final EventReader journal;

  ProcessQueries(Processes processes, SagaSearch sagas, EventReader journal) {
    this.processes = processes;
    this.sagas = sagas;
    this.journal = journal;
  }

  /** The process as it stands. */
  public Answer process(@Header("flow") String flow, @Header("key") String key) {
    return Answer.json(200, resource(find(flow, key)));
  }

  /** All that happened to it and its saga, in the order in which it did. */
  public Answer events(@Header("flow") String flow, @Header("key") String key) {
    Process process = find(flow, key);
    List<RecordedEvent> events = new ArrayList<>(journal.readStream(Processes.stream(process)));
    if (process.sagaId() != null) {
      events.addAll(journal.readStream("saga-" + process.sagaId()));
    }
    events.sort(Comparator.comparingLong(RecordedEvent::position));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("flow", flow);
    body.put("key", key);
    body.put("events", events.stream().map(EventResource::of).toList());
    return Answer.json(200, body);
  }

  private Process find(String flow, String key) {
    return processes
        .find(flow, key)
        .orElseThrow(
            () -> new ProblemException(Problem.unknown("process", key + " of flow " + flow)));
  }

  private Map<String, @Nullable Object> resource(Process process) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("key", process.key());
    body.put("flow", process.flow());
    body.put("revision", process.revision());
    body.put("status", process.status());
    body.put("sagaId", process.sagaId());
    body.put("steps", steps(process));
    body.put("result", process.result());
    body.put("failure", processes.failure(process).orElse(null));
    body.put("acceptedAt", process.acceptedAt());
    return body;
  }

  // the process itself is the first participant of its saga, and no step
  private List<SagaView.Step> steps(Process process) {
    if (process.sagaId() == null) {
      return List.of();
    }
    return sagas.find(process.sagaId()).map(SagaView::steps).orElse(List.of()).stream()
        .filter(step -> !"process".equals(step.name()))
        .toList();
  }

  /** The final body of a completed process. */
  Answer result(int status, Process process) {
    JsonNode result = process.result();
    Answer answer = Answer.json(status, result == null ? NullNode.getInstance() : result);
    return status == 201 ? answer.with("Location", location(process)) : answer;
  }

  /** 202: it goes on. */
  Answer running(Process process) {
    return Answer.json(202, resource(process)).with("Location", location(process));
  }

  private static String location(Process process) {
    return "/api/processes/" + process.flow() + "/" + process.key();
  }

  /** 422 where a step refused, 503 where it could not be reached. */
  static Answer failed(Process process, Failure failure) {
    int status = OrderAnswers.isRefusal(failure) ? 422 : 503;
    return problem(status, failure.type(), failure.detail(), process, failure.step());
  }

  /** 503: the saga was stopped by something of which the process does not know. */
  static Answer unavailable(Process process) {
    String detail = "the process could not be brought to an end yet; it is taken up again";
    return problem(503, Failure.STEP_UNAVAILABLE, detail, process, null);
  }

  private static Answer problem(
      int status, String name, String detail, Process process, @Nullable String step) {
    Problem problem =
        Problem.of(status, name, detail)
            .with("flow", process.flow())
            .with("key", process.key())
            .with("failedStep", step)
            .with("processStatus", process.status());
    return Answer.of(status == 503 ? problem.retryAfter(RETRY_SECONDS) : problem);
  }
}
