package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The contract as served: each operation of the OpenAPI file is a route of its name. */
@Component
class ApiRoutes extends RouteBuilder {
  private final Contract contract;

  ApiRoutes(Contract contract) {
    this.contract = contract;
  }

  @Override
  public void configure() {
    restConfiguration().inlineRoutes(false);
    rest()
        .openApi()
        .routeId("api")
        .specification("classpath:" + Contract.FILE)
        .missingOperation("fail");

    from("direct:getOpenApi")
        .routeId("getOpenApi")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/openapi.json: the contract")
        .process(
            exchange ->
                exchange.getMessage().setBody(Answer.raw(200, Answer.JSON, contract.text())));
  }
}
