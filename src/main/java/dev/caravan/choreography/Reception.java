package dev.caravan.choreography;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.JournalHeaders;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Order;
import dev.caravan.order.OrderHistory;
import dev.caravan.order.Orders;
import dev.caravan.order.StepHeaders;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Lets in the events of choreographed orders, each with its order.
 *
 * <p>An event only says where to look: what the journal does not have did not happen, whoever sent
 * a message of it.
 */
@Component
class Reception {
  private static final String PLACED = "OrderPlaced";

  /** Spares most other orders the reading of their data. */
  private static final String FLOW_IN_DATA = '"' + ChoreographedSaga.FLOW + '"';

  private final EventReader journal;

  Reception(EventReader journal) {
    this.journal = journal;
  }

  /**
   * @throws UnknownEventException where the journal has no such order or no such event of it
   */
  void take(Exchange exchange, Processor processor) throws Exception {
    Message message = exchange.getMessage();
    String orderId = message.getHeader(JournalHeaders.KEY, String.class);
    if (!mayConcern(message, orderId)) {
      return;
    }
    Order order = order(orderId, message);
    if (!order.placed().flow().equals(ChoreographedSaga.FLOW)) {
      return;
    }
    message.setHeader(StepHeaders.ORDER_ID, orderId);
    message.setBody(order);
    try (MDC.MDCCloseable ofOrder = MDC.putCloseable("orderId", orderId);
        MDC.MDCCloseable ofSaga = MDC.putCloseable("sagaId", ChoreographedSaga.id(orderId))) {
      processor.process(exchange);
    }
  }

  private static boolean mayConcern(Message message, String orderId) {
    if (PLACED.equals(message.getHeader(JournalHeaders.TYPE))) {
      // it belongs to no saga yet
      return message.getBody(String.class).contains(FLOW_IN_DATA);
    }
    return ChoreographedSaga.id(orderId).equals(message.getHeader(JournalHeaders.SAGA_ID));
  }

  private Order order(String orderId, Message message) {
    String type = message.getHeader(JournalHeaders.TYPE, String.class);
    String id = message.getHeader(JournalHeaders.EVENT_ID, String.class);
    List<RecordedEvent> events = journal.readStream(Orders.stream(orderId));
    List<RecordedEvent> told =
        SagaSignal.CODEC.knows(type) ? journal.readStream(ChoreographedSaga.id(orderId)) : events;
    if (events.isEmpty()
        || told.stream()
            .noneMatch(e -> e.eventId().toString().equals(id) && e.type().equals(type))) {
      throw new UnknownEventException(orderId, type, id);
    }
    return (Order) OrderHistory.fold(events);
  }
}
