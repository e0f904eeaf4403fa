package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Sagas, read from outside. */
@Component
class SagaQueryRoutes extends RouteBuilder {
  private final SagaQueries queries;

  SagaQueryRoutes(SagaQueries queries) {
    this.queries = queries;
  }

  @Override
  public void configure() {
    from("direct:listSagas")
        .routeId("listSagas")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/sagas: sagas from the read model, the newest first")
        .bean(queries, "list");

    from("direct:getSaga")
        .routeId("getSaga")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/sagas/{sagaId}: a saga and its steps")
        .bean(queries, "saga");
  }
}
