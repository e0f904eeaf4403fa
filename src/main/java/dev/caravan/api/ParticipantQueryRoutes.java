package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What the participants have on their books, for people and tests; no step of a saga. */
@Component
class ParticipantQueryRoutes extends RouteBuilder {
  private final ParticipantQueries queries;

  ParticipantQueryRoutes(ParticipantQueries queries) {
    this.queries = queries;
  }

  @Override
  public void configure() {
    from("direct:listInventory")
        .routeId("listInventory")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/inventory: all products")
        .bean(queries, "inventory");

    from("direct:getInventory")
        .routeId("getInventory")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/inventory/{sku}: a product's stock")
        .bean(queries, "product");

    from("direct:putInventory")
        .routeId("putInventory")
        .routeConfigurationId(ApiErrors.ID)
        .description("PUT /api/inventory/{sku}: sets a product's stock")
        .bean(queries, "put");

    from("direct:listPayments")
        .routeId("listPayments")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/payments: the payments of an order")
        .bean(queries, "payments");

    from("direct:listShipments")
        .routeId("listShipments")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/shipments: the shipments of an order")
        .bean(queries, "shipments");
  }
}
