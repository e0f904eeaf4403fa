package dev.caravan.api;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.stereotype.Component;

/** What becomes of an exception in a route of the API. */
@Component
class ApiErrors extends RouteConfigurationBuilder {
  static final String ID = "api";

  private final ErrorAnswers errors;

  ApiErrors(ErrorAnswers errors) {
    this.errors = errors;
  }

  @Override
  public void configuration() {
    routeConfiguration(ID)
        .onException(Throwable.class)
        .handled(true)
        .process(
            exchange ->
                exchange
                    .getMessage()
                    .setBody(
                        errors.of(
                            exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))));
  }
}
