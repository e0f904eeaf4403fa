package dev.caravan.api;

import dev.caravan.order.Actor;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Processes: started, signalled, looked at. */
@Component
class ProcessApiRoutes extends RouteBuilder {
  private final ProcessStarting starting;
  private final ProcessQueries queries;

  ProcessApiRoutes(ProcessStarting starting, ProcessQueries queries) {
    this.starting = starting;
    this.queries = queries;
  }

  @Override
  public void configure() {
    from("direct:startProcess")
        .routeId("startProcess")
        .routeConfigurationId(ApiErrors.ID)
        .description("POST /api/processes/{flow}: runs a YAML flow as a process")
        .process(this::start);

    from("direct:signalProcess")
        .routeId("signalProcess")
        .routeConfigurationId(ApiErrors.ID)
        .description("POST /api/processes/{flow}/{key}/signals/{name}: lets a waiting step go on")
        .process(this::signal);

    from("direct:getProcess")
        .routeId("getProcess")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/processes/{flow}/{key}: a process, read from the journal")
        .bean(queries, "process");

    from("direct:getProcessEvents")
        .routeId("getProcessEvents")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/processes/{flow}/{key}/events: all that happened to it")
        .bean(queries, "events");
  }

  private void signal(Exchange exchange) {
    Message message = exchange.getMessage();
    message.setBody(
        starting.signal(
            message.getHeader("flow", String.class),
            message.getHeader("key", String.class),
            message.getHeader("name", String.class),
            message.getBody(CheckedBody.class).valid(),
            Persons.customer(message.getHeader(Persons.HEADER, String.class))));
  }

  private void start(Exchange exchange) {
    Message message = exchange.getMessage();
    Actor actor = Persons.customer(message.getHeader(Persons.HEADER, String.class));
    message.setBody(
        new LaterAnswer(
            starting.start(
                message.getHeader("flow", String.class),
                message.getBody(CheckedBody.class).valid(),
                actor,
                Preferences.respondAsync(exchange))));
  }
}
