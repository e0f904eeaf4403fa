package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Sagas, read from outside, and what an operator can do for them. */
@Component
class SagaRoutes extends RouteBuilder {
  private final SagaQueries queries;
  private final SagaOperator operator;

  SagaRoutes(SagaQueries queries, SagaOperator operator) {
    this.queries = queries;
    this.operator = operator;
  }

  @Override
  public void configure() {
    from("direct:listSagas")
        .routeId("listSagas")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/sagas: sagas from the read model, the newest first")
        .bean(queries, "list");

    from("direct:listDiscrepancies")
        .routeId("listDiscrepancies")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/sagas/discrepancies: where coordinator, log and books do not agree")
        .bean(queries, "discrepancies");

    from("direct:getSaga")
        .routeId("getSaga")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/sagas/{sagaId}: a saga and its steps")
        .bean(queries, "saga");

    from("direct:retryCompensations")
        .routeId("retryCompensations")
        .routeConfigurationId(ApiErrors.ID)
        .description("POST /api/sagas/{sagaId}/compensation-retry: runs what gave up once more")
        .bean(operator, "retry");

    from("direct:skipCompensations")
        .routeId("skipCompensations")
        .routeConfigurationId(ApiErrors.ID)
        .description("POST /api/sagas/{sagaId}/compensation-skip: ends a saga without what gave up")
        .bean(operator, "skip");
  }
}
