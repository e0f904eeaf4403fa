package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Actor;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.saga.CompensationRetry.Outcome;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

@FlowTest
class CompensationRetryTest {
  private static final Actor OPERATOR = new Actor("ann", null);

  @Autowired BeanFactory beans;
  private Flows flows;
  private Order order;
  private URI lra;

  @BeforeEach
  void anOrderWhoseRefundGaveUp() {
    flows = new Flows(beans);
    flows
        .faults()
        .before(
            "payment-refund",
            e -> {
              throw new IllegalStateException("broken");
            });
    order = flows.place(anyOrder().toAtlantis());
    flows.send(order);
    lra = flows.coordinator().sagaOf(order.orderId());
    for (int attempt = 2; attempt <= StepCallbacks.ATTEMPTS; attempt++) {
      flows.coordinator().recover(lra);
    }
    assertThat(status()).isEqualTo(OrderStatus.FAILED);
  }

  private OrderStatus status() {
    return flows.order(order.orderId()).status();
  }

  private Outcome retry() {
    return flows.get(CompensationRetry.class).run(Flows.sagaId(lra), OPERATOR, "mended");
  }

  @Test
  void undoesTheRestOfTheOrderOnceWhatStoodInTheWayIsGone() {
    flows.faults().behave();

    assertThat(retry()).isEqualTo(Outcome.UNDONE);

    assertThat(status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(flows.books(order.orderId())).containsExactly("REFUNDED");
    assertThat(flows.sagaEvents(lra)).endsWith("StepCompensated", "SagaCancelled");
    assertThat(flows.stream("saga-" + Flows.sagaId(lra)))
        .filteredOn(event -> event.type().equals("CompensationRetried"))
        .singleElement()
        .returns("ann", RecordedEvent::actor)
        .returns("{\"reason\":\"mended\"}", RecordedEvent::data);
  }

  @Test
  void saysThatOneFailedAgainAndCanBeAskedOnceMore() {
    assertThat(retry()).isEqualTo(Outcome.FAILED_AGAIN);
    assertThat(status()).isEqualTo(OrderStatus.FAILED);
    assertThat(flows.sagaEvents(lra))
        .filteredOn("CompensationFailed"::equals)
        .hasSize(StepCallbacks.ATTEMPTS + 1);

    flows.faults().behave();

    assertThat(retry()).isEqualTo(Outcome.UNDONE);
  }

  @Test
  void doesNothingWhereNothingGaveUp() {
    flows.faults().behave();
    retry();
    int events = flows.sagaEvents(lra).size();

    assertThat(retry()).isEqualTo(Outcome.NOT_FAILED);

    assertThat(flows.sagaEvents(lra)).hasSize(events);
  }

  @Test
  void leavesWhatAnOperatorAnswersForAndKeepsTheOrderFailed() {
    CompensationSkip skip = flows.get(CompensationSkip.class);

    assertThat(skip.run(Flows.sagaId(lra), OPERATOR, "refunded by hand"))
        .isEqualTo(CompensationSkip.Outcome.SKIPPED);

    assertThat(flows.sagaEvents(lra)).endsWith("CompensationSkipped", "SagaCancelled");
    assertThat(flows.stream("saga-" + Flows.sagaId(lra)))
        .filteredOn(event -> event.type().equals("CompensationSkipped"))
        .allSatisfy(
            event -> {
              assertThat(event.actor()).isEqualTo("ann");
              assertThat(event.data()).contains("\"reason\":\"refunded by hand\"");
            });
    assertThat(status()).isEqualTo(OrderStatus.FAILED);
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED");
    assertThat(retry()).isEqualTo(Outcome.NOT_FAILED);
    assertThat(skip.run(Flows.sagaId(lra), OPERATOR, "once more"))
        .isEqualTo(CompensationSkip.Outcome.NOT_FAILED);
    assertThat(skip.run("no-such-saga", OPERATOR, "none"))
        .isEqualTo(CompensationSkip.Outcome.UNKNOWN);
  }

  @Test
  void runsNothingThatAnOperatorAnswersForWhenACoordinatorCallsAfterwards() {
    flows.get(CompensationSkip.class).run(Flows.sagaId(lra), OPERATOR, "refunded by hand");
    flows.faults().behave();

    assertThat(flows.coordinator().participants(lra))
        .allSatisfy(
            participant ->
                assertThat(
                        flows
                            .get(ParticipantCallbacks.class)
                            .deliver(participant.compensate(), lra))
                    .isEqualTo(new ParticipantCallbacks.Answer(200, null)));

    assertThat(flows.faults().ran()).isEmpty();
    assertThat(flows.sagaEvents(lra)).endsWith("SagaCancelled");
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED");
  }

  @Test
  void doesNotKnowASagaThatIsNotThere() {
    assertThat(flows.get(CompensationRetry.class).run("no-such-saga", OPERATOR, null))
        .isEqualTo(Outcome.UNKNOWN);
  }
}
