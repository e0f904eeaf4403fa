package dev.caravan.saga;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;

/**
 * The patterns of {@code src/test/resources/patterns} in the Java DSL, as flows of orders. Each
 * step notes in the stream {@code trip-<order id>} what it did and, where it is undone, that too.
 */
class JavaPatterns extends RouteBuilder {
  private static final String ORDER_ID = "orderId";

  @Override
  public void configure() {
    flow("java-parallel")
        .multicast()
        .parallelProcessing()
        .stopOnException()
        .to("direct:java-room", "direct:java-table")
        .end()
        .to("direct:shipping-schedule");

    flow("java-choice")
        .choice()
        .when(simple("${body.placed.shipping.carrier} == 'Express'"))
        .to("direct:java-courier")
        .otherwise()
        .to("direct:java-mail")
        .end()
        .to("direct:shipping-schedule");

    flow("java-loop")
        .split(simple("${body.placed.items}"))
        .stopOnException()
        .setHeader("sku", simple("${body.sku}"))
        .to("direct:java-seat")
        .end()
        .to("direct:shipping-schedule");

    flow("java-nested").to("direct:java-inner").to("direct:shipping-schedule");

    flow("java-forward").to("direct:java-insurance").to("direct:shipping-schedule");

    // joins the saga in which it is called, and would begin one of its own elsewhere
    from("direct:java-inner")
        .routeId("java-inner")
        .saga()
        .to("direct:java-room")
        .to("direct:java-table");

    step("java-room", "Room");
    step("java-table", "Table");
    step("java-courier", "Courier");
    step("java-mail", "Mail");

    from("direct:java-seat")
        .routeId("java-seat")
        .routeConfigurationId("steps")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        // what the compensation is to undo is this pass's own
        .option("sku", header("sku"))
        .compensation("direct:java-seat-undo")
        .setVariable("event", simple("{\"sku\": \"${header.sku}\"}"))
        .to("direct:java-note-SeatBooked");
    undo("java-seat", "{\"sku\": \"${header.sku}\"}", "SeatCancelled");
    note("SeatBooked");
    note("SeatCancelled");

    // called when all others are done, until it works; never undone
    from("direct:java-insurance")
        .routeId("java-insurance")
        .routeConfigurationId("steps")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        .completion("direct:java-insurance-tell")
        .log("the insurance will be told");
    from("direct:java-insurance-tell")
        .routeId("java-insurance-tell")
        .routeConfigurationId("compensations")
        .setVariable("event", constant("{}"))
        .to("direct:java-note-InsuranceTold");
    note("InsuranceTold");
  }

  private org.apache.camel.model.SagaDefinition flow(String name) {
    return from("direct:" + name)
        .routeId(name)
        .routeGroup("order-flow")
        .saga()
        .option(ORDER_ID, header(ORDER_ID))
        .compensation("direct:order-cancel")
        .completion("direct:order-confirm");
  }

  private void step(String name, String what) {
    from("direct:" + name)
        .routeId(name)
        .routeConfigurationId("steps")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        .compensation("direct:" + name + "-undo")
        .setVariable("event", constant("{}"))
        .to("direct:java-note-" + what + "Booked");
    undo(name, "{}", what + "Cancelled");
    note(what + "Booked");
    note(what + "Cancelled");
  }

  private void undo(String name, String event, String type) {
    from("direct:" + name + "-undo")
        .routeId(name + "-undo")
        .routeConfigurationId("compensations")
        .setVariable("event", simple(event))
        .to("direct:java-note-" + type);
  }

  private void note(String type) {
    from("direct:java-note-" + type)
        .routeId("java-note-" + type)
        .routeConfigurationId("compensations")
        .setHeader("CamelJournalKey", header(ORDER_ID))
        // the body stays what it is
        .toV("journal:trip?type=" + type, "event", "event");
  }
}
