package dev.caravan.api;

import dev.caravan.projection.ProjectionStatus;
import dev.caravan.projection.Projections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How the read models do, and their rebuilds. */
@Component
class ProjectionQueries {
  private final Projections projections;

  ProjectionQueries(Projections projections) {
    this.projections = projections;
  }

  public Answer list() {
    return Answer.json(200, projections.all().stream().map(ProjectionQueries::resource).toList());
  }

  /** Begins a rebuild; 409 where one is under way. */
  public Answer rebuild(
      @Header("name") String name,
      @Header(Persons.HEADER) @Nullable String actor,
      @Body CheckedBody body) {
    String reason = body.valid().path("reason").textValue();
    if (!projections.has(name)) {
      throw new ProblemException(Problem.unknown("projection", name));
    }
    if (!projections.rebuild(name, Persons.operator(actor), reason)) {
      throw new ProblemException(
          Problem.of(409, "rebuild-under-way", "projection " + name + " is being rebuilt"));
    }
    ProjectionStatus begun =
        projections.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    return Answer.json(202, resource(begun));
  }

  private static Map<String, @Nullable Object> resource(ProjectionStatus projection) {
    Map<String, @Nullable Object> resource = new LinkedHashMap<>();
    resource.put("name", projection.name());
    resource.put("position", projection.position());
    resource.put("lag", projection.lag());
    resource.put("state", projection.state());
    resource.put("rebuilt", projection.rebuilt());
    resource.put("failure", projection.failure());
    return resource;
  }
}
