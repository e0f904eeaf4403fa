package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import dev.caravan.testing.OrderBuilder;
import java.util.List;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** Shipping is last in each flow, and refuses to go to Atlantis. */
@FlowTest
class JavaPatternsTest {
  @Autowired BeanFactory beans;
  private Flows flows;

  @BeforeEach
  void addPatterns() throws Exception {
    flows = new Flows(beans);
    CamelContext context = flows.get(CamelContext.class);
    if (context.getRoute("java-parallel") == null) {
      context.addRoutes(new JavaPatterns());
    }
  }

  private Order run(OrderBuilder builder, String flow) {
    Order order = flows.place(builder.flow(flow));
    flows.get(OrderFlows.class).run(order).handle((done, error) -> null).join();
    return flows.order(order.orderId());
  }

  private List<String> trip(Order order) {
    return flows.stream("trip-" + order.orderId()).stream().map(RecordedEvent::type).toList();
  }

  private List<String> tripData(Order order) {
    return flows.stream("trip-" + order.orderId()).stream().map(RecordedEvent::data).toList();
  }

  @Test
  void runsStepsAtOnceAndUndoesAllOfThem() {
    Order good = run(anyOrder(), "java-parallel");
    Order bad = run(anyOrder().toAtlantis(), "java-parallel");

    assertThat(good.status()).as("%s", good.failure()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(trip(good)).containsExactlyInAnyOrder("RoomBooked", "TableBooked");
    assertThat(bad.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(trip(bad).subList(0, 2)).containsExactlyInAnyOrder("RoomBooked", "TableBooked");
    assertThat(trip(bad).subList(2, 4))
        .containsExactlyInAnyOrder("RoomCancelled", "TableCancelled");
  }

  @Test
  void undoesTheBranchThatWasTakenAlone() {
    assertThat(trip(run(anyOrder().carrier("Express").toAtlantis(), "java-choice")))
        .containsExactly("CourierBooked", "CourierCancelled");
    assertThat(trip(run(anyOrder(), "java-choice"))).containsExactly("MailBooked");
  }

  @Test
  void undoesEachPassOfALoopWithItsOwnValues() {
    Order bad = run(anyOrder().item("ann", 1).item("bob", 1).toAtlantis(), "java-loop");

    assertThat(bad.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(trip(bad))
        .containsExactly("SeatBooked", "SeatBooked", "SeatCancelled", "SeatCancelled");
    assertThat(tripData(bad))
        .extracting(data -> data.replace(" ", ""))
        .containsExactly(
            "{\"sku\":\"ann\"}", "{\"sku\":\"bob\"}", "{\"sku\":\"bob\"}", "{\"sku\":\"ann\"}");
  }

  @Test
  void undoesWhatAFlowWithinAFlowHasDone() {
    assertThat(trip(run(anyOrder().toAtlantis(), "java-nested")))
        .containsExactly("RoomBooked", "TableBooked", "TableCancelled", "RoomCancelled");
  }

  @Test
  void doesWhatIsNeverUndoneOnceTheOthersAreDone() {
    assertThat(trip(run(anyOrder(), "java-forward"))).containsExactly("InsuranceTold");
    assertThat(trip(run(anyOrder().toAtlantis(), "java-forward"))).isEmpty();
  }
}
