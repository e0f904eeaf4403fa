package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Orders;
import dev.caravan.saga.OrderFlows;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class CancelOrderTest {
  private static final Order CONFIRMED = SampleOrders.order(OrderStatus.CONFIRMED);

  @Autowired HttpClientForTests http;
  @Autowired Orders orders;
  @Autowired OrderFlows flows;

  private void stands(Order before, Order... after) {
    when(orders.find("NW-10248"))
        .thenReturn(
            Optional.of(before),
            java.util.Arrays.stream(after).map(Optional::of).toArray(Optional[]::new));
  }

  private Reply cancel() {
    return http.post("/api/orders/NW-10248/cancellation", "{\"reason\": \"ordered twice\"}");
  }

  @Test
  void undoesAConfirmedOrder() {
    stands(CONFIRMED, SampleOrders.order(OrderStatus.CANCELLED));
    when(flows.cancel(CONFIRMED, "ordered twice", "customer"))
        .thenReturn(CompletableFuture.completedFuture(null));

    Reply reply = cancel();

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").asText()).isEqualTo("CANCELLED");
  }

  @Test
  void tellsTheJournalWhoCancels() {
    stands(CONFIRMED, SampleOrders.order(OrderStatus.CANCELLED));
    when(flows.cancel(CONFIRMED, "ordered twice", "clerk.7"))
        .thenReturn(CompletableFuture.completedFuture(null));

    Reply reply =
        http.post(
            "/api/orders/NW-10248/cancellation",
            "{\"reason\": \"ordered twice\"}",
            "X-Caravan-Actor",
            "clerk.7");

    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void answersARepeatedCancellationAsTheFirst() {
    stands(SampleOrders.order(OrderStatus.CANCELLED));

    assertThat(cancel().status()).isEqualTo(200);

    verify(flows, never()).cancel(any(), any(), any());
  }

  @Test
  void answersWithTheStatusSoFarOnceItHasWaitedLongEnough() {
    stands(CONFIRMED, SampleOrders.order(OrderStatus.CANCELLING));
    when(flows.cancel(CONFIRMED, "ordered twice", "customer"))
        .thenReturn(new CompletableFuture<>());

    Reply reply = cancel();

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().get("status").asText()).isEqualTo("CANCELLING");
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"CONFIRMED", "CANCELLED"},
      mode = EnumSource.Mode.EXCLUDE)
  void refusesAnOrderThatIsNotConfirmed(OrderStatus status) {
    stands(SampleOrders.order(status));

    Reply reply = cancel();

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:caravan:problem:not-cancellable");
    assertThat(reply.json().get("orderStatus").asText()).isEqualTo(status.name());
  }

  @Test
  void refusesAnOrderThatFailedByItself() {
    Failure failure = new Failure("payment.charge", Failure.PAYMENT_DECLINED, "no");
    stands(SampleOrders.order(OrderStatus.CANCELLED, failure));

    assertThat(cancel().status()).isEqualTo(409);
  }

  @Test
  void doesNotKnowAnOrderThatIsNotThere() {
    when(orders.find("NW-10248")).thenReturn(Optional.empty());

    assertThat(cancel().status()).isEqualTo(404);
  }

  @Test
  void asksToComeAgainWhereTooManySagasRun() {
    stands(CONFIRMED);
    when(flows.cancel(any(), any(), any())).thenThrow(new RejectedExecutionException());

    Reply reply = cancel();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void saysThatAStepIsUnavailableWhereTheSagaWasStopped() {
    stands(CONFIRMED, CONFIRMED);
    when(flows.cancel(any(), any(), any()))
        .thenReturn(CompletableFuture.failedFuture(new IllegalStateException("secret")));

    Reply reply = cancel();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.isProblem()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"reason\": \"\"}", "{\"reason\": 1}", "{\"reason\":\"a\",\"b\":1}"})
  void refusesABodyWithoutAReason(String body) {
    Reply reply = http.post("/api/orders/NW-10248/cancellation", body);

    assertThat(reply.status()).isEqualTo(400);
    verify(orders, never()).find(any());
  }
}
