package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The read models as such. */
@Component
class ProjectionRoutes extends RouteBuilder {
  private final ProjectionQueries queries;

  ProjectionRoutes(ProjectionQueries queries) {
    this.queries = queries;
  }

  @Override
  public void configure() {
    from("direct:listProjections")
        .routeId("listProjections")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/projections: how the read models do")
        .bean(queries, "list");

    from("direct:rebuildProjection")
        .routeId("rebuildProjection")
        .routeConfigurationId(ApiErrors.ID)
        .description("POST /api/projections/{name}/rebuild: builds a read model anew")
        .bean(queries, "rebuild");
  }
}
