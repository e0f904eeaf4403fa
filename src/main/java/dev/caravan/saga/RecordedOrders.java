package dev.caravan.saga;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.LastEvents;
import dev.caravan.journal.Personal;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Address;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEventCodec;
import dev.caravan.order.OrderHistory;
import dev.caravan.order.Orders;
import dev.caravan.order.PersonalData;
import dev.caravan.saga.OrderCourse.Status;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The orders that a flow has taken, as the journal has them. */
@Component
public class RecordedOrders {
  private static final int PAGE = 500;

  /** How far back the journal is read for a flow that few orders take. */
  private static final int MOST_PASSED = 10_000;

  private static final long FARTHEST = 1_000_000;

  private final LastEvents last;
  private final EventReader reader;
  private final PersonalData personal;
  private final SagaLog log;

  RecordedOrders(LastEvents last, EventReader reader, PersonalData personal, SagaLog log) {
    this.last = last;
    this.reader = reader;
    this.personal = personal;
    this.log = log;
  }

  /**
   * The last orders of a flow, the newest first.
   *
   * @param orderIds at most as many as were asked for
   * @param otherFlow how many orders of other flows lie between them
   */
  public record Last(List<String> orderIds, int otherFlow) {}

  /** What there is to say of an order of the flow. */
  public sealed interface Found {
    record Ended(RecordedOrder order) implements Found {}

    /** It has not ended yet. */
    record Open() implements Found {}

    /** Its customer was erased. */
    record Erased() implements Found {}

    /**
     * A restart, the coordinator or the time limit ended it: no step answered so. Or it was taken
     * forward after a crash, and its log has the steps of two runs.
     */
    record Interrupted() implements Found {}
  }

  /**
   * Looks for the last orders of a flow, among the last 10,000 orders and the last million events.
   *
   * @param limit how many at the most
   */
  public Last last(String flow, int limit) {
    List<String> found = new ArrayList<>();
    int otherFlow = 0;
    long end = reader.lastPosition() + 1;
    long before = end;
    List<RecordedEvent> page;
    do {
      page = last.readLast("OrderPlaced", Math.max(0, end - FARTHEST), before, PAGE);
      for (RecordedEvent event : page) {
        before = event.position();
        if (((OrderPlaced) OrderEventCodec.read(event)).flow().equals(flow)) {
          found.add(Objects.requireNonNull(OrderEventCodec.orderId(event)));
          if (found.size() == limit) {
            return new Last(found, otherFlow);
          }
        } else {
          otherFlow++;
        }
      }
    } while (page.size() == PAGE && found.size() + otherFlow < MOST_PASSED);
    return new Last(found, otherFlow);
  }

  /** An order of {@link #last}, read from the journal. */
  public Found find(String orderId) {
    List<RecordedEvent> events = reader.readStream(Orders.stream(orderId));
    Order entering = (Order) OrderHistory.fold(events.subList(0, 1));
    Order now = (Order) OrderHistory.fold(events);
    Status status = status(events, now);
    if (status == null) {
      return new Found.Open();
    }
    if (personal.address(entering) instanceof Personal.Erased<Address>) {
      return new Found.Erased();
    }
    Saga saga = now.sagaId() == null ? Saga.unknown("") : log.find(now.sagaId());
    Failure failure = status == Status.CONFIRMED ? null : saga.failure();
    if (status != Status.CONFIRMED && (failure == null || Failures.isOfTheSaga(failure))) {
      return new Found.Interrupted();
    }
    String flow = entering.placed().flow();
    if (saga.steps().values().stream().filter(step -> flow.equals(step.name())).count() > 1) {
      return new Found.Interrupted();
    }
    OrderCourse course =
        new OrderCourse(
            status,
            failure == null ? null : failure.step(),
            failure == null ? null : failure.type(),
            saga.steps().values().stream()
                .map(StepStarted::name)
                .filter(name -> !flow.equals(name))
                .map(String::valueOf)
                .toList());
    return new Found.Ended(new RecordedOrder(entering, course, StepAnswers.of(saga)));
  }

  private static @Nullable Status status(List<RecordedEvent> events, Order now) {
    if (events.stream().anyMatch(event -> event.type().equals("OrderConfirmed"))) {
      return Status.CONFIRMED;
    }
    return switch (now.status()) {
      case CANCELLED -> Status.CANCELLED;
      case FAILED -> Status.FAILED;
      case PLACED, RESERVED, PAID, SHIPPED, CONFIRMED, CANCELLING -> null;
    };
  }
}
