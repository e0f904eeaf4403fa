package dev.caravan.api;

import dev.caravan.order.Actor;
import dev.caravan.order.OrderEvent.OrderPlaced;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Orders: placed, looked at, undone. */
@Component
class OrderApiRoutes extends RouteBuilder {
  private final OrderReader reader;
  private final Placing placing;
  private final Cancelling cancelling;
  private final OrderQueries queries;

  OrderApiRoutes(OrderReader reader, Placing placing, Cancelling cancelling, OrderQueries queries) {
    this.reader = reader;
    this.placing = placing;
    this.cancelling = cancelling;
    this.queries = queries;
  }

  @Override
  public void configure() {
    from("direct:placeOrder")
        .routeId("placeOrder")
        .routeConfigurationId(ApiErrors.ID)
        .description("POST /api/orders: takes an order in and runs its saga")
        .transform()
        .body(CheckedBody.class, reader::read)
        .process(this::place);

    from("direct:cancelOrder")
        .routeId("cancelOrder")
        .routeConfigurationId(ApiErrors.ID)
        .description("POST /api/orders/{orderId}/cancellation: undoes a confirmed order")
        .process(this::cancel);

    from("direct:getOrder")
        .routeId("getOrder")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/orders/{orderId}: an order, read from the journal")
        .bean(queries, "order");

    from("direct:getOrderEvents")
        .routeId("getOrderEvents")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/orders/{orderId}/events: all that happened to an order")
        .bean(queries, "events");

    from("direct:getOrderTimeline")
        .routeId("getOrderTimeline")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/orders/{orderId}/timeline: the same in words, its sagas' too")
        .bean(queries, "timeline");

    from("direct:listOrders")
        .routeId("listOrders")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/orders: orders from the read model, the newest first")
        .bean(queries, "list");
  }

  private void place(Exchange exchange) {
    OrderPlaced order = exchange.getMessage().getBody(OrderPlaced.class);
    exchange
        .getMessage()
        .setBody(
            new LaterAnswer(
                placing.place(order, customer(exchange), Preferences.respondAsync(exchange))));
  }

  private void cancel(Exchange exchange) {
    String orderId = exchange.getMessage().getHeader("orderId", String.class);
    CheckedBody body = exchange.getMessage().getBody(CheckedBody.class);
    String reason = body.valid().get("reason").asText();
    exchange
        .getMessage()
        .setBody(new LaterAnswer(cancelling.cancel(orderId, reason, customer(exchange))));
  }

  private static Actor customer(Exchange exchange) {
    return Persons.customer(exchange.getMessage().getHeader(Persons.HEADER, String.class));
  }
}
