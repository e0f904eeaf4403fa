package dev.caravan.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Failure;
import dev.caravan.projection.SagaView.State;
import dev.caravan.projection.SagaView.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The view of a choreographed saga, pieced together from the order's events. */
class ChoreographyFactsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final String SAGA = "choreography-1";

  private final List<RecordedEvent> events = new ArrayList<>();

  private void happened(String type, String data) {
    add("order-1", type, data, SAGA);
  }

  private void add(String stream, String type, String data, @Nullable String sagaId) {
    long number = events.size() + 1;
    long version = events.stream().filter(e -> e.streamId().equals(stream)).count() + 1;
    events.add(
        new RecordedEvent(
            number,
            stream,
            version,
            type,
            1,
            new UUID(0, number),
            TIME.plusSeconds(number),
            sagaId,
            null,
            "test",
            data,
            null,
            ""));
  }

  private void placed(String flow) {
    add(
        "order-1",
        "OrderPlaced",
        SampleJournal.placed("1", 1, 0).data().replace("order-fulfilment", flow),
        null);
  }

  private SagaView view() {
    GivenJournal journal = new GivenJournal();
    journal.events.addAll(events);
    assertThat(events).allMatch(event -> SAGA.equals(ChoreographyFacts.sagaId(event)));
    return ChoreographyFacts.view(SAGA, journal).orElseThrow();
  }

  private void reservedAndPaid() {
    placed("order-choreography");
    happened("StockReserved", "{\"reservationId\":\"rsv-1\"}");
    happened(
        "PaymentCharged", "{\"paymentId\":\"pay-1\",\"amount\":\"1.00\",\"currency\":\"USD\"}");
  }

  @Test
  void showsAnOrderThatAllStepsTook() {
    reservedAndPaid();
    happened(
        "ShipmentScheduled",
        "{\"shipmentId\":\"shp-1\",\"carrier\":\"UPS\",\"trackingNumber\":\"TRK-1\"}");
    happened("OrderConfirmed", "{}");

    assertThat(view())
        .returns(Status.CLOSED, SagaView::status)
        .returns("1", SagaView::key)
        .returns("order-choreography", SagaView::flow);
    assertThat(view().steps())
        .extracting(SagaView.Step::name)
        .containsExactly("inventory.reserve", "payment.charge", "shipping.schedule");
    assertThat(view().steps()).allMatch(step -> step.state() == State.DONE);
  }

  @Test
  void showsWhoRefusedAndWhatWasUndone() {
    reservedAndPaid();
    String failure =
        "{\"step\":\"shipping.schedule\",\"type\":\"shipping-refused\",\"detail\":\"no carrier\"}";
    happened("ShipmentRefused", "{\"failure\":" + failure + "}");
    happened(
        "PaymentRefunded", "{\"paymentId\":\"pay-1\",\"amount\":\"1.00\",\"currency\":\"USD\"}");
    happened("StockReleased", "{\"reservationId\":\"rsv-1\"}");
    happened("OrderCancelled", "{\"reason\":\"no carrier\",\"failure\":" + failure + "}");

    assertThat(view())
        .returns(Status.CANCELLED, SagaView::status)
        .returns(
            new Failure("shipping.schedule", "shipping-refused", "no carrier"), SagaView::failure);
    assertThat(view().steps()).hasSize(3).allMatch(step -> step.state() == State.COMPENSATED);
  }

  @Test
  void showsWhyAnOrderIsToBeUndoneAndThatACompensationGaveUp() {
    reservedAndPaid();
    add(
        SAGA,
        "UndoRequested",
        "{\"reason\":\"late\",\"failure\":"
            + "{\"step\":\"saga\",\"type\":\"step-unavailable\",\"detail\":\"late\"}}",
        SAGA);
    add(SAGA, "ShipmentBarred", "{}", SAGA);
    happened(
        "OrderFailed",
        "{\"failure\":{\"step\":\"choreography-refund\",\"type\":\"compensation-failed\","
            + "\"detail\":\"gave up\"}}");

    assertThat(view())
        .returns(Status.FAILED, SagaView::status)
        .returns(new Failure("saga", "step-unavailable", "late"), SagaView::failure);
    assertThat(view().steps())
        .extracting(SagaView.Step::state)
        .containsExactly(State.STARTED, State.FAILED);
  }

  @Test
  void leavesOutOrdersOfOtherFlows() {
    placed("order-fulfilment");
    add("order-1", "StockReserved", "{\"reservationId\":\"rsv-1\"}", "lra-7");
    add("product-1", "StockSet", "{}", null);

    assertThat(events).allMatch(event -> ChoreographyFacts.sagaId(event) == null);
    GivenJournal journal = new GivenJournal();
    journal.events.addAll(events);
    assertThat(ChoreographyFacts.view(SAGA, journal)).isEmpty();
  }
}
