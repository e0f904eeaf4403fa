package dev.caravan.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.testing.StoredEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class OrderFoldTest {
  private final OrderFold fold = new OrderFold();

  @Provide
  Arbitrary<List<OrderEvent>> histories() {
    List<OrderEvent> any =
        Stream.of(
                Events.DONE,
                Events.REFUSED,
                Events.UNDONE,
                List.of(Events.CONFIRMED, Events.CANCELLED, Events.FAILED))
            .flatMap(List::stream)
            .map(OrderEvent.class::cast)
            .toList();
    return Arbitraries.of(any).list().ofMaxSize(40);
  }

  @Property
  void goesOnFromWhatWasKeptAtAnyVersionAsFromTheEvents(
      @ForAll("histories") List<OrderEvent> history, @ForAll @IntRange(max = 40) int kept) {
    List<RecordedEvent> events = new ArrayList<>(List.of(stored(1, Events.PLACED)));
    history.forEach(event -> events.add(stored(events.size() + 1, event)));
    int upTo = Math.min(kept + 1, events.size());

    OrderState first = fold.after(fold.initial("order-1"), events.subList(0, 1));
    OrderFold.Kept snapshot = fold.keep(fold.after(first, events.subList(1, upTo)));
    OrderState restored =
        fold.after(fold.restore(first, snapshot), events.subList(upTo, events.size()));

    assertThat(restored).isEqualTo(OrderHistory.fold(events));
  }

  @Property(tries = 100)
  void upcastingThenFoldingIsFolding(@ForAll("histories") List<OrderEvent> history) {
    RecordedEvent placed =
        StoredEvents.recorded(1, "OrderPlaced", 1, StoredEvents.pinned("OrderPlaced", 1));
    List<RecordedEvent> old = new ArrayList<>(List.of(placed));
    List<RecordedEvent> newest = new ArrayList<>(List.of(stored(1, OrderEventCodec.read(placed))));
    assertThat(newest.get(0).schemaVersion()).isGreaterThan(1);
    for (OrderEvent event : history) {
      old.add(stored(old.size() + 1, event));
      newest.add(stored(newest.size() + 1, event));
    }

    assertThat(OrderHistory.fold(old)).isEqualTo(OrderHistory.fold(newest));
  }

  private static RecordedEvent stored(long version, OrderEvent event) {
    return StoredEvents.recorded(
        version,
        OrderEventCodec.CODEC.type(event),
        OrderEventCodec.CODEC.schemaVersion(event),
        OrderEventCodec.CODEC.data(event));
  }
}
