package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.inventory.Inventory;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderAnswer;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Orders;
import dev.caravan.order.Refusal;
import dev.caravan.saga.OrderFlows;
import dev.caravan.saga.SagaNotClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionSystemException;

@ApiTest
class PlaceOrderTest {
  private static final String ID = "NW-10248";

  @Autowired HttpClientForTests http;
  @Autowired Orders orders;
  @Autowired OrderFlows flows;
  @Autowired Inventory inventory;

  @BeforeEach
  void knowOneFlowAndAllProducts() {
    when(flows.names()).thenReturn(Set.of("order-fulfilment"));
    when(flows.has("order-fulfilment")).thenReturn(true);
    when(flows.revision("order-fulfilment")).thenReturn(3);
    when(inventory.unknown(any())).thenReturn(Set.of());
  }

  private void takesTheOrder(CompletableFuture<Void> saga) {
    Order placed = SampleOrders.order(OrderStatus.PLACED);
    when(orders.handle(eq(ID), any(), any()))
        .thenReturn(new OrderAnswer.Changed(placed, List.of()));
    when(flows.run(placed)).thenReturn(saga);
  }

  private void stands(Order order) {
    when(orders.afterSaga(ID)).thenReturn(Optional.of(order));
  }

  private Reply place(String... headers) {
    return http.post("/api/orders", SampleOrders.BODY, headers);
  }

  @Test
  void answersTheConfirmedOrderAndWhereItIs() {
    takesTheOrder(CompletableFuture.completedFuture(null));
    stands(SampleOrders.order(OrderStatus.CONFIRMED));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location")).isEqualTo("/api/orders/NW-10248");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.json().get("status").asText()).isEqualTo("CONFIRMED");
  }

  @Test
  void storesAmountsAtTheScaleOfTheCurrency() {
    takesTheOrder(CompletableFuture.completedFuture(null));
    stands(SampleOrders.order(OrderStatus.CONFIRMED));

    place();

    ArgumentCaptor<OrderCommand> command = ArgumentCaptor.forClass(OrderCommand.class);
    verify(orders).handle(eq(ID), command.capture(), eq(new Actor("customer", null)));
    assertThat(command.getValue()).isEqualTo(new OrderCommand.Place(SampleOrders.PLACED));
  }

  @Test
  void tellsTheJournalWhoOrders() {
    takesTheOrder(CompletableFuture.completedFuture(null));
    stands(SampleOrders.order(OrderStatus.CONFIRMED));

    place("X-Caravan-Actor", "shop@example.com");

    verify(orders).handle(eq(ID), any(), eq(new Actor("shop@example.com", null)));
  }

  @Test
  void answersAtOnceWhereTheClientPrefersIt() {
    takesTheOrder(new CompletableFuture<>());

    Reply reply = place("Prefer", "respond-async, wait=10");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("Location")).isEqualTo("/api/orders/NW-10248");
    assertThat(reply.json().get("status").asText()).isEqualTo("PLACED");
  }

  @Test
  void answersWithTheStatusSoFarOnceItHasWaitedLongEnough() {
    takesTheOrder(new CompletableFuture<>());
    stands(SampleOrders.order(OrderStatus.RESERVED));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().get("status").asText()).isEqualTo("RESERVED");
  }

  @ParameterizedTest
  @CsvSource({
    "out-of-stock, inventory.reserve, CANCELLED, 422",
    "payment-declined, payment.charge, CANCELLED, 422",
    "payment-declined, payment.charge, CANCELLING, 422",
    "shipping-refused, shipping.schedule, FAILED, 422",
    "step-unavailable, payment.charge, CANCELLED, 503",
    "compensation-failed, payment.charge, FAILED, 503"
  })
  void tellsWhichStepFailed(String type, String step, OrderStatus status, int code) {
    takesTheOrder(CompletableFuture.completedFuture(null));
    stands(SampleOrders.order(status, new Failure(step, type, "so it is")));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(code);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:caravan:problem:" + type);
    assertThat(reply.json().get("orderId").asText()).isEqualTo(ID);
    assertThat(reply.json().get("failedStep").asText()).isEqualTo(step);
    assertThat(reply.json().get("orderStatus").asText()).isEqualTo(status.name());
    assertThat(reply.json().get("detail").asText()).isEqualTo("so it is");
  }

  @Test
  void saysThatAStepIsUnavailableWhereTheSagaWasStopped() {
    takesTheOrder(CompletableFuture.failedFuture(new IllegalStateException("no coordinator")));
    stands(SampleOrders.order(OrderStatus.PLACED));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:caravan:problem:step-unavailable");
    assertThat(reply.json().get("orderStatus").asText()).isEqualTo("PLACED");
    assertThat(reply.http().body()).doesNotContain("no coordinator");
  }

  @Test
  void answersARepeatedOrderAsItStandsAndRunsNothing() {
    when(orders.handle(eq(ID), any(), any()))
        .thenReturn(new OrderAnswer.Unchanged(SampleOrders.order(OrderStatus.PAID)));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").asText()).isEqualTo("PAID");
    verify(flows, never()).run(any());
  }

  @Test
  void refusesOtherContentUnderTheSameId() {
    Order standing = SampleOrders.order(OrderStatus.CONFIRMED);
    when(orders.handle(eq(ID), any(), any()))
        .thenReturn(new OrderAnswer.Refused(Refusal.OTHER_CONTENT, standing));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void makesAnIdWhereTheClientGivesNone() {
    when(orders.handle(any(), any(), any()))
        .thenReturn(new OrderAnswer.Unchanged(SampleOrders.order(OrderStatus.PAID)));

    http.post("/api/orders", SampleOrders.BODY.replace("\"orderId\": \"NW-10248\",", ""));

    ArgumentCaptor<String> id = ArgumentCaptor.forClass(String.class);
    verify(orders).handle(id.capture(), any(), any());
    assertThat(id.getValue()).matches("ord-[0-9a-f]{32}");
  }

  @Test
  void refusesAnOrderBeyondThoseThatMayBeOpenBeforeItStoresAnything() {
    CompletableFuture<Void> endless = new CompletableFuture<>();
    takesTheOrder(endless);
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      statuses.add(place("Prefer", "respond-async").status());
    }

    Reply refused = place("Prefer", "respond-async");
    endless.complete(null);
    Reply later = place("Prefer", "respond-async");

    assertThat(statuses).containsOnly(202);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.isProblem()).isTrue();
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(later.status()).isEqualTo(202);
    verify(orders, times(4)).handle(any(), any(), any());
  }

  @Test
  void leavesAnOrderToRecoveryThatIsStoredButCannotRun() {
    Order placed = SampleOrders.order(OrderStatus.PLACED);
    when(orders.handle(eq(ID), any(), any()))
        .thenReturn(new OrderAnswer.Changed(placed, List.of()));
    when(flows.run(placed)).thenThrow(new RejectedExecutionException());

    assertThat(place().status()).isEqualTo(202);
  }

  @Test
  void namesEverythingThatIsWrongAndStoresNothing() {
    when(inventory.unknown(any())).thenReturn(Set.of("NW-011"));

    Reply reply =
        http.post(
            "/api/orders",
            SampleOrders.BODY
                .replace("12,", "0,")
                .replace("32.38", "32.385")
                .replace("\"France\"", "\"France\", \"planet\": \"Earth\""));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder(
            "/items/0/quantity", "/shipping/fee", "/shipping/address/planet", "/items/0/sku");
    verifyNoInteractions(orders);
  }

  @Test
  void saysThatItIsUnavailableWhereTheDatabaseGoesAwayInATransaction() {
    when(orders.handle(any(), any(), any()))
        .thenThrow(new TransactionSystemException("JDBC rollback failed"));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void saysThatItIsUnavailableWhereTheDatabaseIs() {
    when(orders.handle(any(), any(), any()))
        .thenThrow(new DataAccessResourceFailureException("secret host"));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.http().body()).doesNotContain("secret host");
  }

  @Test
  void tellsNothingOfTheInsideWhereItFails() {
    when(orders.handle(any(), any(), any())).thenThrow(new IllegalStateException("secret"));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("instance").asText()).startsWith("urn:uuid:");
    assertThat(reply.http().body()).doesNotContain("secret").doesNotContain("Exception");
  }

  @Test
  void saysWhatStoppedTheSagaWhileSomethingIsStillToBeUndone() {
    Failure failure = new Failure("own-shipping", "step-refused", "answered 422");
    takesTheOrder(
        CompletableFuture.failedFuture(
            new SagaNotClosedException(ID, failure, new IllegalStateException("stopped"))));
    stands(SampleOrders.order(OrderStatus.PAID));

    Reply reply = place();

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:caravan:problem:step-refused");
    assertThat(reply.json().get("failedStep").asText()).isEqualTo("own-shipping");
    assertThat(reply.json().get("orderStatus").asText()).isEqualTo("PAID");
  }
}
