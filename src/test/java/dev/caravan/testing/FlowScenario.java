package dev.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.inventory.Inventory;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactory;

/**
 * One order through a YAML flow of orders, for authors of flows: stock and answers are given, the
 * order is placed, and then what happened is looked at. The test's class is a {@link FlowTest}; the
 * participants, the journal and the database are real, the coordinator is in memory.
 *
 * <pre>{@code
 * FlowScenario.of(beans, Path.of("routes/order-fulfilment.camel.yaml"))
 *     .givenStock("tea", 10)
 *     .givenRefusal("shipping-schedule")
 *     .whenOrder(anyOrder().item("tea", 2))
 *     .thenEvents("OrderPlaced", "StockReserved", "PaymentCharged", …)
 *     .thenStatus(OrderStatus.CANCELLED)
 *     .thenStock("tea", 10);
 * }</pre>
 */
public final class FlowScenario {
  private static final String SUFFIX = ".camel.yaml";
  private static final Pattern ROUTE =
      Pattern.compile("^- route:\\s+id:\\s*([\\w-]+)", Pattern.MULTILINE);

  private final Flows tools;
  private final String flow;
  private final int revision;
  private Order order;

  private FlowScenario(BeanFactory beans, String name, String yaml) {
    this.tools = new Flows(beans);
    String suffix = "-" + Integer.toHexString(yaml.hashCode());
    this.flow = name + suffix;
    this.revision =
        tools
            .get(dev.caravan.routing.Flows.class)
            .put(
                flow,
                renamed(yaml, suffix).getBytes(StandardCharsets.UTF_8),
                "author",
                active -> true);
  }

  // names of their own for this text's routes, as all tests share one application
  private static String renamed(String yaml, String suffix) {
    Set<String> ids =
        ROUTE.matcher(yaml).results().map(route -> route.group(1)).collect(Collectors.toSet());
    String renamed = yaml;
    for (String id : ids) {
      renamed = renamed.replaceAll("(?<![\\w-])" + id + "(?![\\w-])", id + suffix);
    }
    return renamed;
  }

  /**
   * The flow of a file.
   *
   * @throws dev.caravan.routing.InvalidFlowException where it would be refused
   */
  public static FlowScenario of(BeanFactory beans, Path file) {
    String name = file.getFileName().toString();
    try {
      return of(beans, name.replace(SUFFIX, ""), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A flow of a name, given as text. */
  public static FlowScenario of(BeanFactory beans, String name, String yaml) {
    return new FlowScenario(beans, name, yaml);
  }

  public FlowScenario givenStock(String sku, int pieces) {
    tools.get(Inventory.class).put(sku, sku, pieces);
    return this;
  }

  /** The step, such as {@code payment-charge}, refuses for a business reason. */
  public FlowScenario givenRefusal(String step) {
    tools
        .faults()
        .before(
            step,
            exchange -> {
              throw new StepRefusedException(
                  new Failure(step, Failure.STEP_REFUSED, "refused by the test"));
            });
    return this;
  }

  /** What the step needs does not answer, however often it is tried. */
  public FlowScenario givenNoAnswer(String step) {
    tools
        .faults()
        .before(
            step,
            exchange -> {
              throw new StepUnavailableException(step, "no answer, by the test", null);
            });
    return this;
  }

  /** Places the order and waits until its flow has ended. */
  public FlowScenario whenOrder(OrderBuilder builder) {
    order = tools.place(builder.flow(flow).flowRevision(revision));
    tools.get(dev.caravan.saga.OrderFlows.class).run(order).handle((done, error) -> null).join();
    order = tools.order(order.orderId());
    return this;
  }

  /** All events of the order, in order. */
  public FlowScenario thenEvents(String... types) {
    assertThat(tools.events(order.orderId())).as("%s", order.failure()).containsExactly(types);
    return this;
  }

  public FlowScenario thenStatus(OrderStatus status) {
    assertThat(order.status()).as("%s", order.failure()).isEqualTo(status);
    return this;
  }

  /** What is on hand, with nothing reserved. */
  public FlowScenario thenStock(String sku, int pieces) {
    assertThat(tools.stock(sku).onHand()).isEqualTo(pieces);
    assertThat(tools.stock(sku).reserved()).isZero();
    return this;
  }

  /** The types of the events in another stream, such as {@code courier-<order id>}. */
  public FlowScenario thenStream(String streamId, String... types) {
    assertThat(tools.stream(streamId)).extracting(RecordedEvent::type).containsExactly(types);
    return this;
  }

  /** The order, for whatever else is to be looked at. */
  public Order order() {
    return order;
  }
}
