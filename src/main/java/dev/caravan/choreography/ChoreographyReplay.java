package dev.caravan.choreography;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.CallbackReplay;
import dev.caravan.order.CallbackReplay.Callback;
import dev.caravan.order.OrderEventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells participants, when their tables are made again, what choreographed sagas had them do of
 * which their own events do not tell.
 */
public class ChoreographyReplay {
  private static final Map<String, String> BARRED =
      Map.of(
          "ShipmentBarred", "shipping-cancel",
          "PaymentBarred", "payment-refund",
          "StockBarred", "inventory-release");

  private final List<CallbackReplay> participants;

  /**
   * @param participants each is told of all
   */
  public ChoreographyReplay(List<CallbackReplay> participants) {
    this.participants = participants;
  }

  /** Takes in the next events of the journal, after the participants have. */
  public void apply(List<RecordedEvent> events) {
    List<Callback> callbacks = new ArrayList<>();
    for (RecordedEvent event : events) {
      String orderId = OrderEventCodec.orderId(event);
      if (orderId != null
          && event.type().equals("OrderConfirmed")
          && ChoreographedSaga.id(orderId).equals(event.sagaId())) {
        callbacks.add(new Callback("inventory-commit", orderId));
      } else if (event.streamId().startsWith(ChoreographedSaga.id(""))
          && BARRED.containsKey(event.type())) {
        callbacks.add(
            new Callback(
                BARRED.get(event.type()),
                event.streamId().substring(ChoreographedSaga.id("").length())));
      }
    }
    participants.forEach(participant -> participant.called(callbacks));
  }
}
