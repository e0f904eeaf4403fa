package dev.caravan.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Order;
import dev.caravan.order.OrderHistory;
import dev.caravan.order.OrderStatus;
import dev.caravan.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OrderProjectionTest {
  private HikariDataSource pool;
  private JdbcTemplate jdbc;
  private Checkpoints checkpoints;
  private TransactionTemplate transaction;
  private OrderSearch search;
  private final GivenJournal journal = new GivenJournal();

  @BeforeEach
  void start() {
    pool = TestDatabase.migrated();
    jdbc = new JdbcTemplate(pool);
    checkpoints = new Checkpoints(jdbc);
    transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
    search = new OrderSearch(jdbc);
  }

  @AfterEach
  void stop() {
    pool.close();
  }

  private Projection projection() {
    return new OrderProjection(new OrderTable(jdbc));
  }

  private Following following(Projection projection) {
    return new Following(projection, checkpoints, transaction);
  }

  private Follower follower(Projection projection) {
    return new Follower(List.of(following(projection)), journal);
  }

  private ProjectionRunner runner() {
    return new ProjectionRunner(
        List.of(projection()), journal, listener -> () -> {}, checkpoints, transaction);
  }

  private List<String> ids(OrderPage page) {
    return page.orders().stream().map(Order::orderId).toList();
  }

  @Test
  void showsAnOrderAsTheJournalFoldsIt() {
    journal.events.addAll(SampleJournal.reserved("A", 1, 0));

    follower(projection()).step();

    Order shown = search.find(null, null, null, 10).orders().get(0);
    assertThat(shown).isEqualTo(OrderHistory.fold(journal.readStream("order-A")));
    assertThat(shown.placed().total().toPlainString()).isEqualTo("30.50");
    assertThat(checkpoints.position("orders")).isEqualTo(2);
  }

  @Test
  void goesOnWithAnOrderOfAnEarlierBatch() {
    List<RecordedEvent> events = SampleJournal.reserved("A", 1, 0);
    Follower follower = follower(projection());
    journal.events.add(events.get(0));
    follower.step();
    journal.events.add(events.get(1));
    follower.step();

    assertThat(search.find(OrderStatus.PLACED, null, null, 10).orders()).isEmpty();
    assertThat(ids(search.find(OrderStatus.RESERVED, null, null, 10))).containsExactly("A");
  }

  @Test
  void passesOverStreamsOfOthers() {
    journal.events.add(SampleJournal.event(1, "saga-1", 1, "SagaStarted", "{}", 0));

    assertThat(follower(projection()).step()).isPositive();
    assertThat(search.find(null, null, null, 10).orders()).isEmpty();
    assertThat(checkpoints.position("orders")).isEqualTo(1);
  }

  @Test
  void listsTheNewestFirstPageByPage() {
    journal.events.add(SampleJournal.placed("A", 1, 10));
    journal.events.add(SampleJournal.placed("B", 2, 30));
    journal.events.add(SampleJournal.placed("C", 3, 20));
    journal.events.add(SampleJournal.placed("D", 4, 20));
    follower(projection()).step();

    OrderPage first = search.find(null, null, null, 2);
    OrderPage second = search.find(null, null, first.next(), 2);

    assertThat(ids(first)).containsExactly("B", "D");
    assertThat(ids(second)).containsExactly("C", "A");
    assertThat(second.next()).isNull();
    assertThat(ids(search.find(null, "other", null, 2))).isEmpty();
    assertThat(ids(search.find(OrderStatus.PLACED, "VINET", first.next(), 1))).containsExactly("C");
  }

  @Test
  void countsEachEventOnceHoweverManyFollow() throws Exception {
    jdbc.execute("create table seen (position bigint)");
    Projection counting =
        new Projection() {
          @Override
          public String name() {
            return "counting";
          }

          @Override
          public List<String> tables() {
            return List.of("seen");
          }

          @Override
          public void apply(List<RecordedEvent> events, Tables tables) {
            events.forEach(e -> jdbc.update("insert into seen values (?)", e.position()));
          }
        };
    IntStream.rangeClosed(1, 3000)
        .forEach(i -> journal.events.add(SampleJournal.event(i, "saga-" + i, 1, "X", "{}", 0)));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Follower follower = follower(counting);
      ends.add(
          threads.submit(
              () -> {
                while (follower.step() > 0) {
                  // to the end of the journal
                }
              }));
    }
    for (Future<?> end : ends) {
      end.get();
    }
    threads.shutdown();

    assertThat(jdbc.queryForList("select position from seen order by position", Long.class))
        .hasSize(3000)
        .doesNotHaveDuplicates();
  }

  @Test
  void keepsNothingOfABatchThatItCannotRead() {
    journal.events.add(SampleJournal.placed("A", 1, 0));
    journal.events.add(SampleJournal.event(2, "order-A", 2, "OrderAbducted", "{}", 0));

    Following following = following(projection());
    new Follower(List.of(following), journal).step();

    assertThat(following.failure()).contains("position 2").contains("OrderAbducted");
    assertThat(search.find(null, null, null, 10).orders()).isEmpty();
    assertThat(checkpoints.position("orders")).isZero();
  }

  @Test
  void letsOthersGoOnWhereOneStandsStill() {
    jdbc.execute("create table projection.other (order_id text)");
    Projection other =
        new Projection() {
          @Override
          public String name() {
            return "other";
          }

          @Override
          public List<String> tables() {
            return List.of("other");
          }

          @Override
          public void apply(List<RecordedEvent> events, Tables tables) {
            events.forEach(
                e -> jdbc.update("insert into projection.other values (?)", e.streamId()));
          }
        };
    journal.events.add(SampleJournal.event(1, "order-A", 1, "OrderAbducted", "{}", 0));
    Follower follower = new Follower(List.of(following(projection()), following(other)), journal);
    follower.step();
    journal.events.add(SampleJournal.placed("B", 2, 0));
    follower.step();

    assertThat(checkpoints.position("orders")).isZero();
    assertThat(jdbc.queryForList("select order_id from projection.other", String.class))
        .containsExactly("order-A", "order-B");
  }

  @Test
  void followsWhileItRunsAndEndsWhenItIsStopped() {
    ProjectionRunner runner = runner();
    runner.start();
    journal.events.add(SampleJournal.placed("A", 1, 0));

    await().until(() -> !search.find(null, null, null, 10).orders().isEmpty());
    runner.stop();

    assertThat(runner.isRunning()).isFalse();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("projections"));
  }

  @Test
  void isDownWhileItStandsStillAndGoesOnByItself() {
    ProjectionRunner runner = runner();
    ProjectionsHealthIndicator health = new ProjectionsHealthIndicator(runner);
    journal.events.add(SampleJournal.event(1, "order-A", 1, "OrderAbducted", "{}", 0));
    runner.start();
    try {
      await().until(() -> health.health().getStatus().equals(Status.DOWN));
      assertThat(health.health().getDetails().get("orders").toString())
          .contains("position 1")
          .contains("OrderAbducted");

      journal.events.set(0, SampleJournal.placed("A", 1, 0));

      await().until(() -> health.health().getStatus().equals(Status.UP));
      assertThat(ids(search.find(null, null, null, 10))).containsExactly("A");
    } finally {
      runner.stop();
    }
  }
}
