package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What consumers have set aside. */
@Component
class DeadLetterRoutes extends RouteBuilder {
  private final DeadLetterQueries queries;

  DeadLetterRoutes(DeadLetterQueries queries) {
    this.queries = queries;
  }

  @Override
  public void configure() {
    from("direct:listDeadLetters")
        .routeId("listDeadLetters")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/dead-letters: what consumers could not handle, the oldest first")
        .bean(queries, "list");

    from("direct:retryDeadLetter")
        .routeId("retryDeadLetter")
        .routeConfigurationId(ApiErrors.ID)
        .description("POST /api/dead-letters/{id}/retry: has it tried again")
        .bean(queries, "retry");
  }
}
