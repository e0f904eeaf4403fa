package dev.caravan.saga;

import java.net.URI;
import java.net.URISyntaxException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Callbacks over HTTP, from a coordinator in another process. */
@Component
class CallbackRoute extends RouteBuilder {
  private final ParticipantCallbacks callbacks;

  CallbackRoute(ParticipantCallbacks callbacks) {
    this.callbacks = callbacks;
  }

  @Override
  public void configure() {
    from("platform-http:"
            + CallbackAddresses.PATH
            + "?matchOnUriPrefix=true&httpMethodRestrict=PUT")
        .routeId("lra-callback")
        .routeDescription("Runs the compensation or completion that the coordinator asks for")
        .process(this::deliver);
  }

  private void deliver(Exchange exchange) throws URISyntaxException {
    String path = exchange.getMessage().getHeader(Exchange.HTTP_PATH, String.class);
    String lra =
        exchange.getMessage().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION, "", String.class);
    ParticipantCallbacks.Answer answer =
        // this constructor quotes what is not allowed: a forged path is to be refused, not to break
        callbacks.deliver(new URI("http", "callback", path, null), lra(lra));
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
    exchange.getMessage().setBody(answer.body());
  }

  private static URI lra(String header) {
    try {
      return URI.create(header);
    } catch (IllegalArgumentException e) {
      return URI.create("");
    }
  }
}
