package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What was sold. */
@Component
class SalesQueryRoutes extends RouteBuilder {
  private final SalesQueries queries;

  SalesQueryRoutes(SalesQueries queries) {
    this.queries = queries;
  }

  @Override
  public void configure() {
    from("direct:listSales")
        .routeId("listSales")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/sales: totals by day and product, from the read model")
        .bean(queries, "list");
  }
}
