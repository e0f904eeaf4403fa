package dev.caravan.api;

import dev.caravan.routing.FlowConflictException;
import dev.caravan.routing.FlowStatus;
import dev.caravan.routing.Flows;
import dev.caravan.routing.InvalidFlowException;
import dev.caravan.routing.Revision;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers about YAML flows, and changes them. */
@Component
class FlowQueries {
  private static final String IF_MATCH = "If-Match";
  private static final int BUSY_SECONDS = 5;

  private final Flows flows;

  FlowQueries(Flows flows) {
    this.flows = flows;
  }

  public Answer list() {
    return Answer.json(200, flows.all());
  }

  /** The text of the active revision. */
  public Answer get(@Header("name") String name) {
    Revision active = flows.active(name).orElseThrow(() -> unknown(name));
    return Answer.raw(
            200, MediaTypes.YAML.toString(), active.yaml().getBytes(StandardCharsets.UTF_8))
        .with("ETag", IfMatch.tag(active.number()));
  }

  public Answer put(
      @Header("name") String name,
      @Header(IF_MATCH) @Nullable String ifMatch,
      @Header(Persons.HEADER) @Nullable String actor,
      @Body byte[] yaml) {
    return told(
        () ->
            active(
                name, flows.put(name, yaml, Persons.operator(actor).name(), IfMatch.of(ifMatch))));
  }

  /** Checks a text and, where it is asked for, runs recorded orders through it. */
  public Answer validate(
      @Header("name") String name, @Header("replay") @Nullable Integer replay, @Body byte[] yaml) {
    return told(
        () -> {
          Map<String, Object> body = new LinkedHashMap<>();
          body.put("name", name);
          body.put("valid", true);
          if (replay == null) {
            flows.validate(name, yaml);
          } else {
            body.put("replay", flows.dryRun(name, yaml, replay));
          }
          return Answer.json(200, body);
        });
  }

  /** All revisions, the newest first. */
  public Answer revisions(@Header("name") String name) {
    List<Revision> revisions = flows.revisions(name);
    if (revisions.isEmpty()) {
      throw unknown(name);
    }
    Integer active = flows.active(name).map(Revision::number).orElse(null);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("revisions", revisions.stream().map(one -> resource(one, active)).toList());
    return Answer.json(200, body);
  }

  private static Map<String, Object> resource(Revision revision, @Nullable Integer active) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("revision", revision.number());
    resource.put("hash", revision.hash());
    resource.put("author", revision.author());
    resource.put("source", revision.source());
    resource.put("activatedFirst", revision.at());
    resource.put("active", Integer.valueOf(revision.number()).equals(active));
    return resource;
  }

  /** Goes back to a revision. */
  public Answer activate(
      @Header("name") String name,
      @Header("revision") int revision,
      @Header(IF_MATCH) @Nullable String ifMatch,
      @Header(Persons.HEADER) @Nullable String actor) {
    return told(
        () -> {
          flows.activate(name, revision, Persons.operator(actor).name(), IfMatch.of(ifMatch));
          return active(name, revision);
        });
  }

  public Answer retire(
      @Header("name") String name,
      @Header(IF_MATCH) @Nullable String ifMatch,
      @Header(Persons.HEADER) @Nullable String actor) {
    return told(
        () -> {
          flows.retire(name, Persons.operator(actor).name(), IfMatch.of(ifMatch));
          Map<String, Object> body = new LinkedHashMap<>();
          body.put("name", name);
          body.put("state", FlowStatus.State.DRAINING);
          flows.all().stream()
              .filter(flow -> flow.name().equals(name))
              .forEach(flow -> body.put("state", flow.state()));
          return Answer.json(202, body);
        });
  }

  private static Answer active(String name, int revision) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("revision", revision);
    return Answer.json(200, body).with("ETag", IfMatch.tag(revision));
  }

  private static ProblemException unknown(String name) {
    return new ProblemException(Problem.unknown("flow", name));
  }

  private static Answer told(Supplier<Answer> work) {
    try {
      return work.get();
    } catch (InvalidFlowException e) {
      throw new ProblemException(
          Problem.of(422, "invalid-flow", "the text is no flow that can be taken")
              .with("errors", e.findings()));
    } catch (FlowConflictException e) {
      String detail = String.valueOf(e.getMessage());
      throw new ProblemException(
          switch (e.kind()) {
            case UNKNOWN -> Problem.of(404, detail);
            case STALE -> Problem.of(412, "stale-revision", detail);
            case NEEDED -> Problem.of(409, "flow-needed", detail);
            case BUSY -> Problem.of(503, "busy", detail).retryAfter(BUSY_SECONDS);
          });
    }
  }
}
