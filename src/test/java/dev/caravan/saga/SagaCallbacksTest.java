package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.JournalHeaders;
import dev.caravan.journal.NewEvent;
import dev.caravan.order.Failure;
import dev.caravan.order.OpenOrders;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.saga.LraCoordinator.Participant;
import dev.caravan.saga.ParticipantCallbacks.Answer;
import dev.caravan.saga.SagaEvent.StepStarted;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

@FlowTest
class SagaCallbacksTest {
  private static final Answer FORBIDDEN = new Answer(403, null);
  private static final ExpectedVersion ANY = ExpectedVersion.any();
  private static final StepStarted OF_ANOTHER_PROCESS =
      new StepStarted(
          "elsewhere", "points-grant", "mock:points-revoke", null, Map.of(), "elsewhere");

  @Autowired BeanFactory beans;
  @LocalServerPort int port;
  private Flows flows;
  private Order order;
  private URI lra;
  private List<Participant> participants;

  @BeforeEach
  void aConfirmedOrder() {
    flows = new Flows(beans);
    order = flows.place(anyOrder());
    flows.send(order);
    lra = flows.coordinator().sagaOf(order.orderId());
    participants = flows.coordinator().participants(lra);
  }

  private Answer deliver(URI callback, URI saga) {
    return flows.get(ParticipantCallbacks.class).deliver(callback, saga);
  }

  private static URI with(URI callback, String part, String other) {
    assertThat(callback.toString()).contains(part);
    return URI.create(callback.toString().replace(part, other));
  }

  private static String part(URI callback, int fromEnd) {
    String[] parts = callback.getPath().split("/");
    return parts[parts.length - fromEnd];
  }

  private void assertRefused(URI callback, URI saga) {
    double before = refusals();

    assertThat(deliver(callback, saga)).isEqualTo(FORBIDDEN);

    assertThat(refusals()).isEqualTo(before + 1);
    assertThat(flows.events(order.orderId())).endsWith("OrderConfirmed").hasSize(5);
    assertThat(flows.sagaEvents(lra)).endsWith("SagaClosed");
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED", "SCHEDULED");
  }

  private double refusals() {
    return flows.get(MeterRegistry.class).get("caravan.saga.callbacks.refused").counter().count();
  }

  @Test
  void refusesAForgedSignature() {
    for (Participant participant : participants) {
      URI callback = participant.compensate();
      String signature = part(callback, 1);
      char other = signature.charAt(0) == 'A' ? 'B' : 'A';
      assertRefused(with(callback, signature, other + signature.substring(1)), lra);
      assertRefused(with(callback, signature, signature.substring(1)), lra);
      assertRefused(with(callback, "/" + signature, ""), lra);
    }
  }

  @Test
  void refusesACompletionTurnedIntoACompensation() {
    assertRefused(with(participants.get(0).complete(), "/complete/", "/compensate/"), lra);
  }

  @Test
  void refusesTheCallbackOfAnotherSaga() {
    Order second = flows.place(anyOrder());
    flows.send(second);
    URI other = flows.coordinator().sagaOf(second.orderId());

    assertRefused(participants.get(0).compensate(), other);
    assertRefused(
        with(participants.get(0).compensate(), Flows.sagaId(lra), Flows.sagaId(other)), other);
  }

  @Test
  void refusesTheCallbackOfAnotherStep() {
    URI enlisted = participants.get(0).compensate();
    List<String> steps =
        List.copyOf(flows.get(SagaLog.class).find(Flows.sagaId(lra)).steps().keySet());

    assertThat(steps).hasSize(4).startsWith(part(enlisted, 3));
    assertRefused(with(enlisted, steps.get(0), steps.get(2)), lra);
  }

  @Test
  void refusesASagaThatIsNoAddress() {
    assertRefused(participants.get(0).compensate(), URI.create("urn:saga"));
    assertRefused(participants.get(0).compensate(), URI.create(""));
  }

  @Test
  void refusesToCompensateAStepOfASagaThatClosed() {
    for (Participant participant : participants) {
      assertThat(deliver(participant.compensate(), lra)).isEqualTo(new Answer(410, null));
    }

    assertThat(flows.events(order.orderId())).endsWith("OrderConfirmed").hasSize(5);
    assertThat(flows.sagaEvents(lra)).endsWith("SagaClosed");
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED", "SCHEDULED");
  }

  @Test
  void answersARepeatedCompletionAlikeAndDoesNothing() {
    assertThat(deliver(participants.get(0).complete(), lra)).isEqualTo(new Answer(200, null));
    assertThat(deliver(participants.get(0).complete(), lra)).isEqualTo(new Answer(200, null));

    assertThat(flows.events(order.orderId())).hasSize(5);
    assertThat(flows.sagaEvents(lra)).endsWith("SagaClosed").hasSize(6);
  }

  @Test
  void knowsWhichCallbacksAreOurs() {
    ParticipantCallbacks callbacks = flows.get(ParticipantCallbacks.class);

    assertThat(participants).allMatch(p -> callbacks.isLocal(p.compensate()));
    assertThat(callbacks.isLocal(URI.create("http://other.test/lra-participant/x"))).isFalse();
    assertThat(callbacks.isLocal(URI.create("http://participant.test/else"))).isFalse();
    assertThat(callbacks.isLocal(URI.create("urn:x"))).isFalse();
  }

  @Test
  void asksToBeCalledAgainWhereACompensationFailsAndSaysWhichAttempt() {
    flows
        .faults()
        .before(
            "payment-refund",
            e -> {
              throw new IllegalStateException("broken");
            });
    Order refused = flows.place(anyOrder().toAtlantis());
    flows.send(refused);
    URI saga = flows.coordinator().sagaOf(refused.orderId());

    URI refund = flows.coordinator().participants(saga).get(0).compensate();
    assertThat(deliver(refund, saga)).isEqualTo(new Answer(503, null));

    assertThat(flows.stream("saga-" + Flows.sagaId(saga)))
        .filteredOn(event -> event.type().equals("CompensationFailed"))
        .extracting(event -> event.data().replaceAll(".*\"attempt\"", "\"attempt\""))
        .containsExactly(
            "\"attempt\":1,\"error\":\"broken\",\"givenUp\":false}",
            "\"attempt\":2,\"error\":\"broken\",\"givenUp\":false}");
    assertThat(flows.order(refused.orderId()).status()).isEqualTo(OrderStatus.CANCELLING);
  }

  @Test
  void oneCompensationThatFailsKeepsNoOtherFromBeingRunAndEachIsRunUntilItSucceeds() {
    flows.faults().before("payment-refund", SagaCallbacksTest::fail);
    Order refused = flows.place(anyOrder().toAtlantis());
    flows.send(refused);
    URI saga = flows.coordinator().sagaOf(refused.orderId());
    assertThat(flows.events(refused.orderId()))
        .contains("StockReleased")
        .doesNotContain("PaymentRefunded", "OrderCancelled");

    flows.faults().behave();
    flows.coordinator().recover(saga);

    assertThat(flows.faults().ran()).containsExactly("payment-refund", "order-cancel");
    assertThat(flows.sagaEvents(saga)).endsWith("SagaCancelled");
    assertThat(flows.order(refused.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void aCompletionThatWentWellIsNotRunAgainWhileAnotherFails() {
    flows.faults().behave();
    flows.faults().before("order-confirm", SagaCallbacksTest::fail);
    Order placed = flows.place(anyOrder());
    flows.send(placed);
    URI saga = flows.coordinator().sagaOf(placed.orderId());
    assertThat(flows.coordinator().recover(saga)).isEqualTo(SagaOutcome.CLOSING);

    assertThat(flows.faults().ran())
        .filteredOn(route -> route.equals("inventory-commit") || route.equals("order-confirm"))
        .containsExactly("inventory-commit", "order-confirm", "order-confirm");

    flows.faults().behave();
    assertThat(flows.coordinator().recover(saga)).isEqualTo(SagaOutcome.CLOSED);
    assertThat(flows.order(placed.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void asksACoordinatorThatDoesNotWaitToCallAgain() {
    List<Answer> meanwhile = new ArrayList<>();
    flows
        .faults()
        .before(
            "inventory-commit",
            exchange -> {
              String id = exchange.getMessage().getHeader(JournalHeaders.SAGA_ID, String.class);
              URI saga = URI.create(flows.coordinator().address() + "/" + id);
              URI complete = flows.coordinator().participants(saga).get(0).complete();
              meanwhile.add(deliver(complete, saga));
            });
    Order placed = flows.place(anyOrder());

    flows.send(placed);

    assertThat(meanwhile).containsExactly(new Answer(503, null));
    assertThat(flows.order(placed.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void countsACompensationThatBreaksTheTransactionAsFailedAndRunsTheOthers() {
    flows.faults().before("payment-refund", exchange -> breakTheTransaction());
    Order refused = flows.place(anyOrder().toAtlantis());
    flows.send(refused);
    URI saga = flows.coordinator().sagaOf(refused.orderId());

    assertThat(flows.sagaEvents(saga)).contains("CompensationFailed");
    assertThat(flows.events(refused.orderId())).contains("StockReleased");

    flows.faults().behave();
    flows.coordinator().recover(saga);
    assertThat(flows.order(refused.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
  }

  private void breakTheTransaction() {
    try {
      flows.get(JdbcTemplate.class).execute("select 1 / 0");
    } catch (DataAccessException e) {
      // as a route does that handles it
    }
  }

  @Test
  void leavesTheStepsOfAnotherProcessToIt() {
    flows
        .faults()
        .before(
            "shipping-schedule",
            exchange -> {
              String id = exchange.getMessage().getHeader(JournalHeaders.SAGA_ID, String.class);
              flows.get(SagaLog.class).append(id, known -> List.of(OF_ANOTHER_PROCESS));
            });
    Order refused = flows.place(anyOrder().toAtlantis());
    flows.send(refused);

    Saga saga =
        flows.get(SagaLog.class).find(Flows.sagaId(flows.coordinator().sagaOf(refused.orderId())));
    assertThat(saga.compensated()).hasSize(3).doesNotContain(OF_ANOTHER_PROCESS.step());
    assertThat(flows.order(refused.orderId()).status()).isEqualTo(OrderStatus.CANCELLING);
    assertThat(saga.status()).isEqualTo(Saga.Status.OPEN);
  }

  private Order chargedWithARefundThatFailed(Runnable fault) {
    fault.run();
    Order refused = flows.place(anyOrder().toAtlantis());
    flows.send(refused);
    assertThat(flows.books(refused.orderId())).containsExactly("CHARGED");
    return refused;
  }

  private static void fail(Exchange exchange) {
    throw new IllegalStateException("broken");
  }

  @Test
  void rollsBackWhatACompensationDidBeforeItFailed() {
    Order refused =
        chargedWithARefundThatFailed(
            () -> flows.faults().after("payment-refund", SagaCallbacksTest::fail));
    URI saga = flows.coordinator().sagaOf(refused.orderId());
    assertThat(flows.events(refused.orderId())).doesNotContain("PaymentRefunded");
    assertThat(flows.sagaEvents(saga)).contains("CompensationFailed");

    flows.faults().behave();
    flows.coordinator().recover(saga);

    assertThat(flows.books(refused.orderId())).containsExactly("REFUNDED");
    assertThat(flows.order(refused.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void undoesNothingOfASagaThatAnotherProcessHasClosed() {
    Order refused =
        chargedWithARefundThatFailed(
            () -> flows.faults().before("payment-refund", SagaCallbacksTest::fail));
    URI saga = flows.coordinator().sagaOf(refused.orderId());
    flows.get(EventAppender.class).append("saga-" + Flows.sagaId(saga), ANY, List.of(closed()));
    flows.faults().behave();

    Answer answer = deliver(flows.coordinator().participants(saga).get(0).compensate(), saga);

    assertThat(answer).isEqualTo(new Answer(410, null));
    assertThat(flows.books(refused.orderId())).containsExactly("CHARGED");
    assertThat(flows.events(refused.orderId())).doesNotContain("PaymentRefunded");
    assertThat(flows.sagaEvents(saga)).endsWith("SagaClosed");
  }

  private static NewEvent closed() {
    return new NewEvent(
        "SagaClosed", 1, UUID.randomUUID(), Instant.now(), null, null, "other process", "{}");
  }

  @Test
  void logsThatTheSagaClosedThoughItsFirstCompletionFails() {
    flows.faults().after("inventory-commit", SagaCallbacksTest::fail);
    Order placed = flows.place(anyOrder());
    flows.send(placed);
    URI saga = flows.coordinator().sagaOf(placed.orderId());

    assertThat(flows.sagaEvents(saga)).endsWith("SagaClosed");

    flows.faults().behave();
    flows.coordinator().recover(saga);
    assertThat(flows.sagaEvents(saga)).containsOnlyOnce("SagaClosed");
    assertThat(flows.order(placed.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void givesUpAfterTenAttemptsAndHandsTheOrderToAnOperatorWhoCanHaveItUndone() {
    flows
        .faults()
        .before(
            "payment-refund",
            e -> {
              throw new IllegalStateException("broken");
            });
    Order refused = flows.place(anyOrder().toAtlantis());
    flows.send(refused);
    URI saga = flows.coordinator().sagaOf(refused.orderId());
    URI refund = flows.coordinator().participants(saga).get(0).compensate();

    List<Answer> answers = IntStream.range(0, 9).mapToObj(i -> deliver(refund, saga)).toList();

    assertThat(answers.subList(0, 8)).containsOnly(new Answer(503, null));
    assertThat(answers.get(8)).isEqualTo(new Answer(500, "FailedToCompensate"));
    assertThat(flows.order(refused.orderId()))
        .returns(OrderStatus.FAILED, Order::status)
        .satisfies(
            failed ->
                assertThat(failed.failure())
                    .returns("payment-charge", Failure::step)
                    .returns("compensation-failed", Failure::type));
    assertThat(
            flows
                .get(OpenOrders.class)
                .placedBefore(Instant.now().plusSeconds(9), List.of(), 10_000))
        .doesNotContain(refused.orderId());
    assertThat(flows.sagaEvents(saga)).filteredOn("CompensationFailed"::equals).hasSize(10);

    flows.faults().behave();
    assertThat(deliver(refund, saga)).isEqualTo(new Answer(200, null));
    flows.coordinator().recover(saga);
    assertThat(flows.order(refused.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(flows.books(refused.orderId())).containsExactly("REFUNDED");
  }

  @Test
  void answersACoordinatorThatCallsOverHttp() throws Exception {
    Order refused = flows.place(anyOrder().declined());
    flows.send(refused);
    URI saga = flows.coordinator().sagaOf(refused.orderId());
    int events = flows.sagaEvents(saga).size();
    String path = flows.coordinator().participants(saga).get(0).compensate().getPath();

    HttpResponse<String> answer = put(path, saga.toString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Long-Running-Action")).isEmpty();
    assertThat(flows.sagaEvents(saga)).hasSize(events);
    assertThat(put(path, lra.toString()).statusCode()).isEqualTo(403);
    assertThat(put(path.substring(0, path.length() - 1), saga.toString()).statusCode())
        .isEqualTo(403);
    assertThat(put("/lra-participant/%7B/x", saga.toString()).statusCode()).isEqualTo(403);
    assertThat(put(path, "urn:saga").statusCode()).isEqualTo(403);
    assertThat(put(path, "no url").statusCode()).isEqualTo(403);
  }

  @Test
  void tellsACoordinatorThatCallsOverHttpThatItGaveUp() throws Exception {
    flows
        .faults()
        .before(
            "inventory-release",
            e -> {
              throw new IllegalStateException("broken");
            });
    Order refused = flows.place(anyOrder().declined());
    flows.send(refused);
    URI saga = flows.coordinator().sagaOf(refused.orderId());
    String path = flows.coordinator().participants(saga).get(0).compensate().getPath();

    for (int attempt = 2; attempt <= 9; attempt++) {
      assertThat(put(path, saga.toString()).statusCode()).isEqualTo(503);
    }
    HttpResponse<String> last = put(path, saga.toString());

    assertThat(last.statusCode()).isEqualTo(500);
    assertThat(last.body()).isEqualTo("FailedToCompensate");
  }

  private HttpResponse<String> put(String path, String saga) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Long-Running-Action", saga)
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
