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
  private final EventReader journal;

  Reception(EventReader journal) {
    this.journal = journal;
  }

  /**
   * @throws UnknownEventException where the journal has no such order, or no such event of it and
   *     of its saga
   */
  void take(Exchange exchange, Processor processor) throws Exception {
    Message message = exchange.getMessage();
    String orderId = message.getHeader(JournalHeaders.KEY, String.class);
    String sagaId = ChoreographedSaga.id(orderId);
    if (!sagaId.equals(message.getHeader(JournalHeaders.SAGA_ID))) {
      return;
    }
    message.setBody(order(orderId, sagaId, message));
    message.setHeader(StepHeaders.ORDER_ID, orderId);
    try (MDC.MDCCloseable ofOrder = MDC.putCloseable("orderId", orderId);
        MDC.MDCCloseable ofSaga = MDC.putCloseable("sagaId", sagaId)) {
      processor.process(exchange);
    }
  }

  private Order order(String orderId, String sagaId, Message message) {
    String type = message.getHeader(JournalHeaders.TYPE, String.class);
    String id = message.getHeader(JournalHeaders.EVENT_ID, String.class);
    List<RecordedEvent> events = journal.readStream(Orders.stream(orderId));
    List<RecordedEvent> told = SagaSignal.CODEC.knows(type) ? journal.readStream(sagaId) : events;
    if (events.isEmpty()
        || told.stream()
            .noneMatch(
                e ->
                    e.eventId().toString().equals(id)
                        && e.type().equals(type)
                        && sagaId.equals(e.sagaId()))) {
      throw new UnknownEventException(orderId, type, id);
    }
    return (Order) OrderHistory.fold(events);
  }
}
