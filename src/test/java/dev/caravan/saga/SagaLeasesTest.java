package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.NewEvent;
import dev.caravan.journal.TableChange;
import dev.caravan.journal.WrongExpectedVersionException;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

class SagaLeasesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int ALL = 1_000;

  private static DomainContext context;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    context = new DomainContext();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void nobodyAndNothing() {
    context.jdbc().execute("truncate saga.owner, saga.open_saga");
  }

  private SagaLeases process(String name) {
    SagaLeases leases =
        new SagaLeases(
            context.jdbc(),
            context.get(TransactionTemplate.class),
            new OwnerFile(directory.resolve(name)));
    leases.start();
    return leases;
  }

  private static void open(SagaLeases leases, String... sagas) {
    for (String saga : sagas) {
      append(saga, ExpectedVersion.any(), leases.opening(saga, null, LIMIT));
    }
  }

  private static void append(String saga, ExpectedVersion expected, TableChange change) {
    NewEvent event =
        new NewEvent("SagaStarted", 1, UUID.randomUUID(), Instant.now(), saga, null, "test", "{}");
    context.get(EventAppender.class).append("saga-" + saga, expected, List.of(event), change);
  }

  private static void leaseRunsOut() {
    context.jdbc().update("update saga.owner set expires_at = clock_timestamp()");
  }

  private static long rows() {
    return context.jdbc().queryForObject("select count(*) from saga.open_saga", Long.class);
  }

  @Test
  void givesNobodyTheSagasOfAProcessThatLives() {
    SagaLeases one = process("one");
    open(one, "a");

    assertThat(process("two").take(ALL)).isEmpty();
    assertThat(one.take(ALL)).isEmpty();
  }

  @Test
  void givesTheSagasOfAProcessThatGaveNoSignOfLifeToOneOther() {
    open(process("one"), "a", "b");
    leaseRunsOut();

    SagaLeases two = process("two");
    assertThat(two.take(ALL)).containsExactlyInAnyOrder("a", "b");
    assertThat(process("three").take(ALL)).isEmpty();
  }

  @Test
  void aSignOfLifeKeepsThem() {
    SagaLeases one = process("one");
    open(one, "a");
    leaseRunsOut();
    one.renew();

    assertThat(process("two").take(ALL)).isEmpty();
  }

  @Test
  void aProcessThatStartsAgainHasItsOwnAtOnce() {
    SagaLeases before = process("one");
    open(before, "a");
    open(process("two"), "b");

    assertThat(process("one").take(ALL)).containsExactly("a");
  }

  @Test
  void aProcessThatWasStoppedLeavesThemAtOnce() {
    SagaLeases one = process("one");
    open(one, "a");
    one.stop();

    assertThat(process("two").take(ALL)).containsExactly("a");
  }

  @Test
  void whoTookThemAndDiesLosesThemToo() {
    open(process("one"), "a");
    leaseRunsOut();
    assertThat(process("two").take(ALL)).containsExactly("a");
    leaseRunsOut();

    assertThat(process("three").take(ALL)).containsExactly("a");
  }

  @Test
  void tellsWhatAProcessTookFromAnotherUntilThatIsUsed() {
    SagaLeases one = process("one");
    open(one, "a", "overdue");
    one.look("overdue");
    one.take(ALL);
    assertThat(one.isInherited("overdue")).isFalse();

    SagaLeases again = process("one");
    again.take(ALL);
    assertThat(again.isInherited("a")).isTrue();
    again.look("a");
    assertThat(again.take(ALL)).containsExactly("a");
    assertThat(again.isInherited("a")).isTrue();

    again.disinherit("a");
    assertThat(again.isInherited("a")).isFalse();
  }

  @Test
  void forgetsThatWhatIsOverWasTakenFromAnother() {
    open(process("one"), "a");
    SagaLeases again = process("one");
    again.take(ALL);

    again.over("a");
    again.renew();

    assertThat(again.isInherited("a")).isFalse();
  }

  @Test
  void givesBackToItsProcessWhatShouldHaveEndedAndThenLetsItRest() {
    SagaLeases one = process("one");
    open(one, "a", "b");
    one.look("a");

    assertThat(process("two").take(ALL)).isEmpty();
    assertThat(one.take(ALL)).containsExactly("a");
    assertThat(one.take(ALL)).isEmpty();
  }

  @Test
  void forgetsWhatIsOver() {
    SagaLeases one = process("one");
    open(one, "a", "b");
    one.over("a");
    assertThat(rows()).isEqualTo(2);

    one.renew();

    assertThat(rows()).isEqualTo(1);
    one.over("b");
    one.stop();
    assertThat(rows()).isZero();
  }

  @Test
  void noSagaIsOpenWhoseLogDoesNotBegin() {
    SagaLeases one = process("one");

    assertThatThrownBy(() -> append("b", ExpectedVersion.exactly(7), one.opening("b", null, LIMIT)))
        .isInstanceOf(WrongExpectedVersionException.class);

    assertThat(rows()).isZero();
  }

  @Test
  void givesEachSagaToOneOfThoseThatAskAtOnce() throws Exception {
    List<String> sagas = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sagas.add("saga-" + i);
    }
    open(process("one"), sagas.toArray(String[]::new));
    leaseRunsOut();
    Queue<String> taken = new ConcurrentLinkedQueue<>();

    Concurrently.run(
        8,
        number ->
            () -> {
              SagaLeases leases = process("other-" + number);
              for (List<String> some = leases.take(7); !some.isEmpty(); some = leases.take(7)) {
                taken.addAll(some);
              }
              return null;
            });

    assertThat(taken).containsExactlyInAnyOrderElementsOf(sagas);
  }

  @Test
  void takesOverSagasThatAnEarlierVersionLeftOpen() {
    JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(TestDatabase.url()));
    migrate(jdbc, "25");
    for (String event :
        List.of(
            "saga-open 0 SagaStarted",
            "saga-open 1 StepStarted",
            "saga-closed 0 SagaStarted",
            "saga-closed 1 SagaClosed",
            "saga-undone 0 SagaStarted",
            "saga-undone 1 SagaCancelled",
            "order-1 0 OrderPlaced")) {
      String[] words = event.split(" ");
      jdbc.queryForObject(
          "select journal.append(?, ?, ?, 1, gen_random_uuid(), now(), null, null, 'test', '{}')",
          Long.class,
          words[0],
          Long.valueOf(words[1]),
          words[2]);
    }

    migrate(jdbc, "26");

    SagaLeases leases =
        new SagaLeases(
            jdbc,
            new TransactionTemplate(new DataSourceTransactionManager(jdbc.getDataSource())),
            new OwnerFile(directory.resolve("later")));
    leases.start();
    assertThat(leases.take(ALL)).containsExactly("open");
  }

  private static void migrate(JdbcTemplate jdbc, String version) {
    Flyway.configure()
        .dataSource(jdbc.getDataSource())
        .locations("classpath:db/migration")
        .defaultSchema("caravan")
        .target(version)
        .load()
        .migrate();
  }
}
