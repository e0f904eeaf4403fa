package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What can be done about a customer. */
@Component
class CustomerRoutes extends RouteBuilder {
  private final Erasures erasures;

  CustomerRoutes(Erasures erasures) {
    this.erasures = erasures;
  }

  @Override
  public void configure() {
    from("direct:erasePersonalData")
        .routeId("erasePersonalData")
        .routeConfigurationId(ApiErrors.ID)
        .description(
            "DELETE /api/customers/{customerId}/personal-data: erases it from orders that ended")
        .bean(erasures, "erase");
  }
}
