package dev.caravan.choreography;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockLevel;
import dev.caravan.order.Order;
import dev.caravan.saga.OrderFlows;
import dev.caravan.testing.Flows;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The contract of all flows: the same outcome of an order by the same domain events. How long an
 * order takes and what its saga's log holds is no part of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrderScenarios {
  private static final int SECONDS = 30;

  /** By the contract the figures are there 2 s after an order's end. */
  private static final Duration FIGURES = Duration.ofSeconds(2);

  @Autowired BeanFactory beans;
  private Flows flows;
  private String sku;

  /** The flows to run on this application. */
  abstract List<String> flows();

  Stream<Arguments> scenarios() {
    return flows().stream()
        .flatMap(flow -> Stream.of(Scenario.values()).map(one -> Arguments.of(flow, one)));
  }

  @BeforeEach
  void stock() {
    flows = new Flows(beans);
    sku = "SKU-" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void endsAlikeInEveryFlow(String flow, Scenario scenario) {
    scenario.arrange(flows);
    Order order = flows.place(scenario.of(anyOrder().flow(flow).item(sku, 4, "2.50")));
    end(flows.get(OrderFlows.class).run(order));
    if (scenario.cancels()) {
      Order confirmed = flows.order(order.orderId());
      end(flows.get(OrderFlows.class).cancel(confirmed, "changed my mind", "customer"));
    }

    assertThat(flows.events(order.orderId())).isEqualTo(scenario.events);
    assertThat(flows.order(order.orderId()))
        .returns(scenario.status(), Order::status)
        .returns(scenario.failure, Order::failure);
    assertThat(flows.books(order.orderId())).isEqualTo(scenario.books);
    await()
        .atMost(FIGURES)
        .untilAsserted(
            () ->
                assertThat(flows.stock(sku))
                    .isEqualTo(new StockLevel(sku, "tea", 10 - scenario.sold, 0)));
  }

  private static void end(CompletableFuture<Void> saga) {
    // a saga that does not close ends by an exception, which is no part of the contract
    assertThat(saga.handle((nothing, failure) -> "ended").orTimeout(SECONDS, TimeUnit.SECONDS))
        .succeedsWithin(Duration.ofSeconds(SECONDS));
  }
}
