package dev.caravan.choreography;

import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** {@code events:<participant>?types=<event type>,<event type>}. */
class EventsEndpoint extends DefaultEndpoint {
  private final String participant;
  private Set<String> types = Set.of();

  EventsEndpoint(String uri, EventsComponent component, String participant) {
    super(uri, component);
    this.participant = participant;
  }

  /** The stored names of the events that the participant reacts to, by comma; required. */
  public void setTypes(String types) {
    this.types = Set.of(types.split("\\s*,\\s*"));
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    if (types.isEmpty()) {
      throw new IllegalArgumentException("events:" + participant + ": the option types is missing");
    }
    EventsComponent component = (EventsComponent) getComponent();
    return component
        .channel()
        .consumer(
            getCamelContext(),
            participant,
            types,
            exchange -> component.reception().take(exchange, processor));
  }

  @Override
  public Producer createProducer() {
    throw new UnsupportedOperationException(
        "events: is a consumer only; what happens is appended to the journal");
  }
}
