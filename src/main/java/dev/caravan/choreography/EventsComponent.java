package dev.caravan.choreography;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.springframework.stereotype.Component;

/**
 * The Camel component {@code events:}: {@code from("events:payment?types=StockReserved")} gets the
 * events of choreographed orders for a participant, whatever channel carries them.
 *
 * <p>At least once, an order's events in their order, of all consumers of a participant in one. The
 * body is the {@link dev.caravan.order.Order} as it stands now, which may be further than the
 * event; the headers are {@code orderId} and those of {@link dev.caravan.journal.JournalHeaders}.
 * Events of other flows are left out.
 */
@Component("events")
class EventsComponent extends DefaultComponent {
  private final Channel channel;
  private final Reception reception;

  EventsComponent(Channel channel, Reception reception) {
    this.channel = channel;
    this.reception = reception;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String participant, Map<String, Object> parameters)
      throws Exception {
    EventsEndpoint endpoint = new EventsEndpoint(uri, this, participant);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  Channel channel() {
    return channel;
  }

  Reception reception() {
    return reception;
  }
}
