package dev.caravan.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.journal.NewEvent;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Actor;
import dev.caravan.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class RebuildTest {
  private static final List<String> TABLES =
      List.of("orders", "timeline", "timeline_saga", "sales", "saga");

  private static final Actor OPERATOR = new Actor("ann", null);

  private final GivenJournal journal = new GivenJournal();
  private final List<NewEvent> commands = new CopyOnWriteArrayList<>();
  private HikariDataSource pool;
  private JdbcTemplate jdbc;
  private Checkpoints checkpoints;
  private TransactionTemplate transaction;
  private List<Projection> projections;

  @BeforeEach
  void start() {
    pool = TestDatabase.migrated();
    jdbc = new JdbcTemplate(pool);
    checkpoints = new Checkpoints(jdbc);
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    projections =
        List.of(
            new OrderProjection(new OrderTable(jdbc)),
            new TimelineProjection(jdbc),
            new SalesProjection(journal, jdbc),
            new SagaProjection(jdbc));
  }

  @AfterEach
  void stop() {
    pool.close();
  }

  private ProjectionRunner runner() {
    return new ProjectionRunner(
        projections, journal, listener -> () -> {}, checkpoints, transaction);
  }

  private Projections projections(ProjectionRunner runner) {
    Projections all =
        new Projections(
            projections,
            runner,
            journal,
            (stream, expected, events, change) -> {
              commands.addAll(events);
              return 1;
            },
            UUID::randomUUID,
            checkpoints,
            jdbc,
            transaction,
            Clock.systemUTC(),
            new SimpleMeterRegistry());
    all.start();
    return all;
  }

  private Rebuild rebuild(Projection projection) {
    return new Rebuild(projection, journal, checkpoints, jdbc, transaction, Clock.systemUTC());
  }

  private void rebuildAll() {
    for (Projection projection : projections) {
      assertThat(rebuild(projection).prepare()).isTrue();
      rebuild(projection).run(() -> false);
    }
  }

  private void follow() {
    List<Following> following =
        projections.stream().map(p -> new Following(p, checkpoints, transaction)).toList();
    Follower follower = new Follower(following, journal);
    while (follower.step() > 0) {
      // to the end of the journal
    }
    assertThat(following).allMatch(f -> f.failure() == null);
  }

  private Map<String, List<String>> dump() {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String table : TABLES) {
      rows.put(
          table,
          jdbc.queryForList(
              "select t::text from projection.%s t order by 1".formatted(table), String.class));
    }
    return rows;
  }

  private List<String> indexes() {
    return jdbc.queryForList(
        "select indexdef from pg_indexes where schemaname = 'projection' order by 1", String.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void buildsWhatTheLiveOnesAre(long seed) {
    journal.events.addAll(RandomHistory.of(seed, 300));
    follow();
    Map<String, List<String>> live = dump();
    List<String> indexes = indexes();
    assertThat(live.values()).allMatch(rows -> !rows.isEmpty());

    rebuildAll();

    assertThat(dump()).isEqualTo(live);
    assertThat(indexes()).isEqualTo(indexes);
    assertThat(checkpoints.all().values()).containsOnly(journal.lastPosition());
    assertThat(jdbc.queryForList("select name from projection.rebuild")).isEmpty();
  }

  @Test
  void replaysWhatTheLiveOnesAre() {
    journal.events.addAll(RandomHistory.of(11, 200));
    follow();
    Map<String, List<String>> live = dump();
    rebuild(projections.get(0)).prepare();
    ProjectionReplay replay = new ProjectionReplay(projections, checkpoints, jdbc);

    replay.clear();
    for (int i = 0; i < journal.events.size(); i += 70) {
      replay.apply(journal.events.subList(i, Math.min(i + 70, journal.events.size())));
    }
    replay.finish();

    assertThat(dump()).isEqualTo(live);
    assertThat(checkpoints.all().values()).containsOnly(journal.lastPosition());
    assertThat(rebuild(projections.get(0)).position()).isNull();
  }

  @Test
  void repairsTablesThatSomebodyBroke() {
    journal.events.addAll(RandomHistory.of(4, 50));
    follow();
    Map<String, List<String>> live = dump();
    jdbc.update("delete from projection.orders where order_id < 'K'");
    jdbc.update("update projection.sales set quantity = 0");

    rebuildAll();

    assertThat(dump()).isEqualTo(live);
  }

  @Test
  void goesOnFromWhereACrashLeftIt() {
    List<RecordedEvent> history = RandomHistory.of(5, 2_000);
    journal.events.addAll(history);
    follow();
    Map<String, List<String>> live = dump();
    for (Projection projection : projections) {
      AtomicInteger batches = new AtomicInteger();
      rebuild(projection).prepare();
      rebuild(projection).run(() -> batches.getAndIncrement() > 1);
      assertThat(rebuild(projection).position())
          .as("left in the middle")
          .isPositive()
          .isLessThan(journal.lastPosition());
    }
    assertThat(dump()).as("the live ones meanwhile").isEqualTo(live);

    Projections restarted = projections(runner());

    await().until(() -> restarted.all().stream().allMatch(p -> p.rebuilt() == null));
    assertThat(dump()).isEqualTo(live);
  }

  @Test
  void losesAndDoublesNothingOfWhatComesMeanwhile() {
    List<RecordedEvent> history = RandomHistory.of(6, 3_000);
    journal.events.addAll(history.subList(0, history.size() / 2));
    ProjectionRunner runner = runner();
    Projections all = projections(runner);
    runner.start();
    try {
      for (RecordedEvent event : history.subList(history.size() / 2, history.size())) {
        journal.events.add(event);
        if (event.position() % 1_000 == 0) {
          projections.forEach(p -> all.rebuild(p.name(), OPERATOR, "test"));
        }
      }
      await().until(() -> all.all().stream().allMatch(p -> p.lag() == 0 && p.rebuilt() == null));
    } finally {
      runner.stop();
      all.stop();
    }
    Map<String, List<String>> live = dump();

    rebuildAll();

    assertThat(dump()).isEqualTo(live);
  }

  @Test
  void answersFromTheOldTablesUntilTheNewOnesAreThere() {
    journal.events.addAll(RandomHistory.of(7, 2_000));
    follow();
    long orders = jdbc.queryForObject("select count(*) from projection.orders", Long.class);
    List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    Rebuild rebuild = rebuild(projections.get(0));
    rebuild.prepare();

    rebuild.run(
        () -> {
          seen.add(jdbc.queryForObject("select count(*) from projection.orders", Long.class));
          return false;
        });

    assertThat(seen).hasSizeGreaterThan(1).containsOnly(orders);
  }

  @Test
  void buildsOneAtATime() {
    journal.events.addAll(RandomHistory.of(8, 10));

    assertThat(rebuild(projections.get(0)).prepare()).isTrue();
    assertThat(rebuild(projections.get(0)).prepare()).isFalse();
  }

  @Test
  void journalsWhoHadItBuiltAnewAndWhy() {
    Projections all = projections(runner());

    all.rebuild("orders", OPERATOR, "sums look wrong");

    await().until(() -> all.all().stream().allMatch(p -> p.rebuilt() == null));
    assertThat(commands)
        .singleElement()
        .returns("RebuildRequested", NewEvent::type)
        .returns("ann", NewEvent::actor)
        .returns("{\"projection\":\"orders\",\"reason\":\"sums look wrong\"}", NewEvent::data);
  }

  @Test
  void keepsTheOldTablesWhereAnEventCannotBeRead() {
    journal.events.addAll(RandomHistory.of(9, 10));
    follow();
    Map<String, List<String>> live = dump();
    long last = journal.lastPosition();
    journal.events.add(SampleJournal.event(last + 1, "order-X", 1, "OrderAbducted", "{}", 0));
    Projections all = projections(runner());

    all.rebuild("orders", OPERATOR, "sums look wrong");

    await().until(() -> all.all().stream().allMatch(p -> p.rebuilt() == null));
    assertThat(dump()).isEqualTo(live);
    assertThat(jdbc.queryForList("select to_regclass('projection_next.orders')", String.class))
        .containsOnlyNulls();
  }

  @Test
  void countsEachEventOnceWhereItIsKilledAtRandom() {
    journal.events.addAll(RandomHistory.of(10, 400));
    follow();
    Map<String, List<String>> live = dump();
    Random random = new Random(10);
    List<Following> dying = new ArrayList<>();
    for (Projection projection : projections) {
      dying.add(new Following(new Dying(projection, random), checkpoints, transaction));
    }
    TABLES.forEach(table -> jdbc.execute("truncate projection." + table));
    jdbc.update("update projection.checkpoint set position = 0");

    while (checkpoints.all().values().stream().anyMatch(p -> p < journal.lastPosition())) {
      for (int i = 0; i < dying.size(); i++) {
        List<RecordedEvent> batch =
            journal.readAll(dying.get(i).position(), 1 + random.nextInt(100));
        if (!batch.isEmpty()) {
          try {
            dying.get(i).take(batch);
          } catch (IllegalStateException killed) {
            Projection restarted = new Dying(projections.get(i), random);
            dying.set(i, new Following(restarted, checkpoints, transaction));
          }
        }
      }
    }

    assertThat(dump()).isEqualTo(live);
  }

  /** Fails before or after its work, every other time or so. */
  private record Dying(Projection projection, Random random) implements Projection {
    @Override
    public String name() {
      return projection.name();
    }

    @Override
    public List<String> tables() {
      return projection.tables();
    }

    @Override
    public void apply(List<RecordedEvent> events, Tables tables) {
      die();
      projection.apply(events, tables);
      die();
    }

    private void die() {
      if (random.nextInt(4) == 0) {
        throw new IllegalStateException("killed");
      }
    }
  }

  @Test
  void totalsWhatWasSoldAndWhatCameBack() {
    journal.events.addAll(RandomHistory.of(11, 500));
    follow();

    List<Sale> sales = new SalesSearch(jdbc).find(null, null, null, null, 10_000).sales();

    long confirmed = count("OrderConfirmed");
    assertThat(sales.stream().mapToLong(Sale::quantity).sum()).isEqualTo(2 * confirmed);
    assertThat(sales.stream().mapToLong(Sale::returnedQuantity).sum())
        .isPositive()
        .isLessThan(2 * confirmed);
    assertThat(sales)
        .allSatisfy(
            sale ->
                assertThat(sale.amount())
                    .isEqualByComparingTo(
                        new java.math.BigDecimal("14.00")
                            .multiply(java.math.BigDecimal.valueOf(sale.quantity()))));
  }

  private long count(String type) {
    return journal.events.stream().filter(e -> e.type().equals(type)).count();
  }

  @Test
  void tellsTheSagasAndTheTimelineOfAnOrder() {
    journal.events.addAll(RandomHistory.of(12, 200));
    follow();
    SagaSearch sagas = new SagaSearch(journal, jdbc);

    SagaPage first = sagas.find(null, null, null, 7);
    SagaPage second = sagas.find(null, null, first.next(), 7);

    assertThat(Stream.of(first, second).flatMap(p -> p.sagas().stream()).map(SagaView::sagaId))
        .hasSize(14)
        .doesNotHaveDuplicates();
    SagaView closed = sagas.find(SagaView.Status.CLOSED, null, null, 1).sagas().get(0);
    assertThat(closed.steps()).allMatch(step -> step.state() == SagaView.State.DONE);
    assertThat(sagas.find(null, closed.key(), null, 10).sagas()).contains(closed);
    assertThat(sagas.find(closed.sagaId())).contains(closed);
    assertThat(sagas.find("no-such-saga")).isEmpty();
    List<TimelineEntry> timeline = new Timelines(jdbc).find(closed.key());
    assertThat(timeline)
        .extracting(TimelineEntry::type)
        .contains("OrderPlaced", "SagaStarted", "StepStarted", "SagaClosed", "OrderConfirmed");
    assertThat(timeline).isSortedAccordingTo((a, b) -> Long.compare(a.position(), b.position()));
    assertThat(new Timelines(jdbc).find("no-such-order")).isEmpty();
  }

  @Test
  void tellsTheSignalsOfAChoreographedSagaInTheTimelineOfItsOrder() {
    journal.events.addAll(SampleJournal.reserved("7", 1, 1));
    String saga = "choreography-7";
    String failure = "{\"step\":\"saga\",\"type\":\"step-unavailable\",\"detail\":\"late\"}";
    journal.events.add(
        SampleJournal.event(
            3, saga, 1, "UndoRequested", "{\"reason\":\"late\",\"failure\":" + failure + "}", 3));
    journal.events.add(SampleJournal.event(4, saga, 2, "ShipmentBarred", "{}", 4));
    journal.events.add(SampleJournal.event(5, saga, 3, "PaymentBarred", "{}", 5));
    follow();

    assertThat(new Timelines(jdbc).find("7"))
        .extracting(TimelineEntry::type, TimelineEntry::step, TimelineEntry::detail)
        .endsWith(
            tuple("StockReserved", null, "stock reserved: res-1"),
            tuple("UndoRequested", "saga", "to be undone: late"),
            tuple("ShipmentBarred", null, "no shipment to cancel, and none any more"),
            tuple("PaymentBarred", null, "no payment to refund, and none any more"));
  }
}
