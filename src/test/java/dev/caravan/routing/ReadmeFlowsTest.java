package dev.caravan.routing;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.order.OrderStatus;
import dev.caravan.testing.FlowScenario;
import dev.caravan.testing.FlowTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** The changed flows that the README shows do what it says. */
@FlowTest
class ReadmeFlowsTest {
  @Autowired BeanFactory beans;

  /** The flow of the README that has a word in it. */
  private FlowScenario flowWith(String word) throws IOException {
    Matcher flow =
        Pattern.compile("```yaml\\n(- route:\\n    id: order-fulfilment\\n.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    while (flow.find()) {
      if (flow.group(1).contains(word)) {
        return FlowScenario.of(beans, "order-fulfilment", flow.group(1));
      }
    }
    throw new AssertionError("no flow with " + word);
  }

  @Test
  void sendsExpressOrdersByCourier() throws IOException {
    FlowScenario express =
        flowWith("courier-book")
            .givenStock("tea", 10)
            .whenOrder(anyOrder().item("tea", 2).carrier("Express"))
            .thenEvents("OrderPlaced", "StockReserved", "PaymentCharged", "OrderConfirmed")
            .thenStatus(OrderStatus.CONFIRMED)
            .thenStock("tea", 8);

    express.thenStream("courier-" + express.order().orderId(), "CourierBooked");
  }

  @Test
  void sendsAllOtherOrdersAsBefore() throws IOException {
    flowWith("courier-book")
        .givenStock("tea", 10)
        .whenOrder(anyOrder().item("tea", 2))
        .thenEvents(
            "OrderPlaced", "StockReserved", "PaymentCharged", "ShipmentScheduled", "OrderConfirmed")
        .thenStock("tea", 8);
  }

  @Test
  void undoesAnExpressOrderThatPaymentRefuses() throws IOException {
    FlowScenario refused =
        flowWith("courier-book")
            .givenStock("tea", 10)
            .givenRefusal("payment-charge")
            .whenOrder(anyOrder().item("tea", 2).carrier("Express"))
            .thenEvents("OrderPlaced", "StockReserved", "StockReleased", "OrderCancelled")
            .thenStock("tea", 10);

    assertThat(refused.order().failure().detail()).isEqualTo("refused by the test");
  }

  @Test
  void undoesAnOrderWhoseProviderDoesNotAnswer() throws IOException {
    flowWith("courier-book")
        .givenStock("tea", 10)
        .givenNoAnswer("shipping-schedule")
        .whenOrder(anyOrder().item("tea", 2))
        .thenEvents(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "PaymentRefunded",
            "StockReleased",
            "OrderCancelled")
        .thenStock("tea", 10);
  }
}
