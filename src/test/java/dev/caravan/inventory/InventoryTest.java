package dev.caravan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Actor;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.StoredEvents;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InventoryTest {
  private static final Actor CLERK = new Actor("clerk", null);

  private static DomainContext context;
  private static Inventory inventory;

  @BeforeAll
  static void start() {
    context = new DomainContext();
    inventory = context.get(Inventory.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  private static List<RecordedEvent> events(String sku) {
    return context.get(EventReader.class).readStream("product-" + sku);
  }

  private static List<StockSet> changes(String sku) {
    return events(sku).stream().map(StockSet.CODEC::read).toList();
  }

  @Test
  void readsTheFirstVersionOfTheEventAndWritesItBackAlike() {
    String data = StoredEvents.pinned("StockSet", 1);
    StockSet event = new StockSet("NW-011", "Queso Cabrales", 200, -12, "counted");

    assertThat(StockSet.CODEC.read(StoredEvents.recorded(1, "StockSet", 1, data))).isEqualTo(event);
    assertThat(StockSet.CODEC.data(event)).isEqualTo(data);
  }

  @Test
  void journalsWhatWasSetByWhomAndWhy() {
    inventory.put("SET-1", "Chai", 10, CLERK, null);
    inventory.put("SET-1", "Chai", 7, CLERK, "three fell down");

    assertThat(changes("SET-1"))
        .containsExactly(
            new StockSet("SET-1", "Chai", 10, 10, null),
            new StockSet("SET-1", "Chai", 7, -3, "three fell down"));
    assertThat(events("SET-1")).extracting(RecordedEvent::actor).containsOnly("clerk");
  }

  @Test
  void journalsNothingWhereNothingChanges() {
    inventory.put("SAME-1", "Chai", 10);
    inventory.put("SAME-1", "Chai", 10);

    assertThat(changes("SAME-1")).hasSize(1);
  }

  @Test
  void journalsNothingThatItRefuses() {
    inventory.put("HELD-1", "Chai", 10);
    context.jdbc().update("update inventory.product set reserved = 4 where sku = 'HELD-1'");

    assertThat(inventory.put("HELD-1", "Chai", 3)).isEqualTo(new StockChange.BelowReserved(4));
    assertThat(changes("HELD-1")).hasSize(1);
  }

  @Test
  void sumsUpToWhatIsOnHandWhoeverSetsItAtTheSameTime() throws Exception {
    List<Object> outcomes = Concurrently.run(8, i -> () -> inventory.put("MANY-1", "Chai", i * 10));

    assertThat(outcomes).allMatch(StockChange.Done.class::isInstance);

    assertThat(changes("MANY-1").stream().mapToLong(StockSet::change).sum())
        .isEqualTo(inventory.find("MANY-1").orElseThrow().onHand());
  }

  @Test
  void findsTheFirstCatalogueInTheJournal() {
    assertThat(changes("NW-012"))
        .containsExactly(new StockSet("NW-012", "Queso Manchego La Pastora", 5, 5, null));
    assertThat(events("NW-012")).extracting(RecordedEvent::actor).containsExactly("catalogue");
  }
}
