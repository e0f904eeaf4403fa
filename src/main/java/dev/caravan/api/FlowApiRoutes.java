package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** YAML flows: looked at, changed while orders run. */
@Component
class FlowApiRoutes extends RouteBuilder {
  private final FlowQueries queries;

  FlowApiRoutes(FlowQueries queries) {
    this.queries = queries;
  }

  @Override
  public void configure() {
    operation("listFlows", "list", "GET /api/flows: all YAML flows");
    operation("getFlow", "get", "GET /api/flows/{name}: the text of the active revision");
    operation("putFlow", "put", "PUT /api/flows/{name}: brings a text and makes it active");
    operation("retireFlow", "retire", "DELETE /api/flows/{name}: no new orders on it");
    operation("validateFlow", "validate", "POST /api/flows/{name}/validation: checks a text");
    operation("listFlowRevisions", "revisions", "GET /api/flows/{name}/revisions: its history");
    operation(
        "activateFlowRevision",
        "activate",
        "POST /api/flows/{name}/revisions/{revision}/activation: goes back to one");
  }

  private void operation(String id, String method, String description) {
    from("direct:" + id)
        .routeId(id)
        .routeConfigurationId(ApiErrors.ID)
        .description(description)
        .bean(queries, method);
  }
}
