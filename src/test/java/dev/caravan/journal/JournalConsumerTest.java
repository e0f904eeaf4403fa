package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.testing.DomainContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.health.Status;
import org.springframework.util.IdGenerator;

/** The component {@code journal:} as the start of a route, on a real database. */
class JournalConsumerTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456Z");

  private static DomainContext domain;

  private final Queue<Message> seen = new ConcurrentLinkedQueue<>();
  private DefaultCamelContext camel;
  private String category;
  private String group;

  @BeforeAll
  static void start() {
    domain = new DomainContext();
  }

  @AfterAll
  static void stop() {
    domain.close();
  }

  @BeforeEach
  void aCategoryOfItsOwn() {
    String id = UUID.randomUUID().toString().replace("-", "");
    category = "parcel" + id;
    group = "group" + id;
    camel = new DefaultCamelContext();
    camel.addComponent("journal", domain.get(JournalComponent.class));
  }

  @AfterEach
  void stopCamel() {
    camel.stop();
  }

  private String uri(String options) {
    return "journal:" + category + "?group=" + group + options;
  }

  private void consume(String options, Processor processor) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(uri(options)).routeId("consumer").process(processor);
          }
        });
    camel.start();
  }

  private void see(Exchange exchange) {
    seen.add(exchange.getMessage().copy());
  }

  private RecordedEvent append(String key, String type) {
    String stream = category + "-" + key;
    domain
        .get(EventAppender.class)
        .append(
            stream,
            ExpectedVersion.any(),
            List.of(
                new NewEvent(
                    type,
                    2,
                    UUID.randomUUID(),
                    TIME,
                    "saga-1",
                    null,
                    "test",
                    "{\"weight\": 1.50}")));
    List<RecordedEvent> events = domain.get(EventReader.class).readStream(stream);
    return events.get(events.size() - 1);
  }

  private List<String> seenTypes() {
    return seen.stream().map(m -> m.getHeader(JournalHeaders.TYPE, String.class)).toList();
  }

  private static void untilTrue(Callable<Boolean> condition) {
    await().atMost(20, TimeUnit.SECONDS).pollInterval(5, TimeUnit.MILLISECONDS).until(condition);
  }

  @Test
  void handsOnTheEventsOfSeveralCategories() throws Exception {
    String first = category;
    category = first + "," + first + "x";
    consume("", this::see);

    for (String one : List.of(first, first + "x", first + "y")) {
      category = one;
      append("1", "Of" + one);
    }
    category = first;
    append("1", "Last");

    untilTrue(() -> seenTypes().contains("Last"));
    assertThat(seenTypes()).containsExactlyInAnyOrder("Of" + first, "Of" + first + "x", "Last");
  }

  @Test
  void makesBodyAndHeadersOfAnEvent() throws Exception {
    consume("", this::see);

    RecordedEvent event = append("7-b", "Seen");

    untilTrue(() -> seen.size() == 1);
    Message message = seen.element();
    assertThat(message.getBody()).isEqualTo("{\"weight\": 1.50}");
    assertThat(message.getHeaders())
        .containsEntry(JournalHeaders.KEY, "7-b")
        .containsEntry(JournalHeaders.TYPE, "Seen")
        .containsEntry(JournalHeaders.POSITION, event.position())
        .containsEntry(JournalHeaders.VERSION, 1L)
        .containsEntry(JournalHeaders.SCHEMA_VERSION, 2)
        .containsEntry(JournalHeaders.EVENT_ID, event.eventId().toString())
        .containsEntry(JournalHeaders.CAUSED_BY, event.eventId().toString())
        .containsEntry(JournalHeaders.OCCURRED_AT, TIME)
        .containsEntry(JournalHeaders.SAGA_ID, "saga-1")
        .doesNotContainKeys(JournalHeaders.ACTOR, JournalHeaders.EXPECTED_VERSION);
  }

  @Test
  void whatTheRouteAppendsIsCausedByTheEvent() throws Exception {
    String answers = "answer" + category;
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(uri("")).routeId("answering").to("journal:" + answers + "?type=Answered");
          }
        });
    camel.start();

    RecordedEvent event = append("7", "Seen");

    EventReader journal = domain.get(EventReader.class);
    untilTrue(() -> !journal.readStream(answers + "-7").isEmpty());
    assertThat(journal.readStream(answers + "-7"))
        .singleElement()
        .returns(event.eventId(), RecordedEvent::causedBy)
        .returns("saga-1", RecordedEvent::sagaId)
        .returns("route:answering", RecordedEvent::actor)
        .returns(event.data(), RecordedEvent::data);
  }

  @Test
  void handsOnOnlyTheTypesThatItIsAskedFor() throws Exception {
    append("1", "Seen");
    append("1", "Weighed");
    append("1", "Lost");
    consume("&types=Seen, Lost", this::see);

    untilTrue(() -> seen.size() == 2);

    append("1", "Weighed");
    append("1", "Seen");
    untilTrue(() -> seen.size() == 3);
    assertThat(seenTypes()).containsExactly("Seen", "Lost", "Seen");
  }

  @Test
  void handsOnOnlyTheSagasThatItIsAskedFor() throws Exception {
    append("1", "First");
    consume("&sagas=saga-", this::see);
    untilTrue(() -> seen.size() == 1);
    camel.stop();
    seen.clear();
    camel = new DefaultCamelContext();
    camel.addComponent("journal", domain.get(JournalComponent.class));
    group = group + "b";
    consume("&sagas=other-", this::see);
    append("1", "Second");

    await().during(300, TimeUnit.MILLISECONDS).atMost(20, TimeUnit.SECONDS).until(seen::isEmpty);
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    consume("", this::see);
    append("1", "First");
    untilTrue(() -> seen.size() == 1);

    camel.getRouteController().stopRoute("consumer");
    append("1", "Second");
    camel.getRouteController().startRoute("consumer");

    untilTrue(() -> seen.size() == 2);
    assertThat(seenTypes()).containsExactly("First", "Second");
  }

  @Test
  void handsOnNothingWhileItIsSuspended() throws Exception {
    consume("", this::see);
    append("1", "First");
    untilTrue(() -> seen.size() == 1);

    camel.getRouteController().suspendRoute("consumer");
    assertThat(camel.getRouteController().getRouteStatus("consumer"))
        .isEqualTo(ServiceStatus.Suspended);
    append("1", "Second");
    assertThat(threads()).isEmpty();
    assertThat(seen).hasSize(1);

    camel.getRouteController().resumeRoute("consumer");
    untilTrue(() -> seen.size() == 2);
  }

  private List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains(group))
        .toList();
  }

  @Test
  void finishesTheEventInHandBeforeItStops() throws Exception {
    CountDownLatch inHand = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<ThreadPoolExecutor> pools = new CopyOnWriteArrayList<>();
    camel.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onThreadPoolAdd(
              CamelContext context,
              ThreadPoolExecutor pool,
              String id,
              String sourceId,
              String routeId,
              String profileId) {
            pools.add(pool);
          }
        });
    consume(
        "",
        exchange -> {
          inHand.countDown();
          goOn.await(20, TimeUnit.SECONDS);
          see(exchange);
        });
    append("1", "First");
    append("1", "Second");
    assertThat(inHand.await(20, TimeUnit.SECONDS)).isTrue();

    Thread stopping = new Thread(camel::stop);
    stopping.start();
    // the context says so before the consumer knows
    untilTrue(() -> pools.stream().anyMatch(ThreadPoolExecutor::isShutdown));
    goOn.countDown();
    stopping.join(20_000);

    assertThat(seenTypes()).containsExactly("First");
    assertThat(threads()).isEmpty();
    assertThat(
            domain
                .jdbc()
                .queryForObject(
                    "select count(*) from journal.subscription where group_name = ?"
                        + " and owner is null",
                    Integer.class,
                    group))
        .as("partitions that others may take at once")
        .isEqualTo(Subscription.PARTITIONS);
  }

  @Test
  void triesAnExchangeThatFailsAgain() throws Exception {
    consume(
        "&backOff=1ms",
        exchange -> {
          see(exchange);
          if (seen.size() < 3) {
            throw new IllegalStateException("not yet");
          }
        });
    append("1", "First");
    append("1", "Second");

    untilTrue(() -> seen.size() == 4);
    assertThat(seenTypes()).containsExactly("First", "First", "First", "Second");
    assertThat(domain.get(DeadLetters.class).list(group, null, 10)).isEmpty();
  }

  @Test
  void sharesTheStreamsWithConsumersElsewhere() throws Exception {
    Queue<Message> seenElsewhere = new ConcurrentLinkedQueue<>();
    consume("&lease=1s&concurrentConsumers=2", this::see);
    try (DefaultCamelContext elsewhere = new DefaultCamelContext()) {
      elsewhere.addComponent(
          "journal",
          new JournalComponent(
              domain.get(EventAppender.class),
              domain.get(ObjectMapper.class),
              domain.get(Clock.class),
              domain.get(IdGenerator.class),
              domain.get(Subscriptions.class)));
      elsewhere.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri("&lease=1s&concurrentConsumers=2"))
                  .process(exchange -> seenElsewhere.add(exchange.getMessage().copy()));
            }
          });
      elsewhere.start();
      untilTrue(() -> owners().equals(List.of(4L, 4L, 4L, 4L)));

      for (String type : List.of("First", "Second", "Third")) {
        for (int i = 0; i < 20; i++) {
          append("s" + i, type);
        }
      }
      untilTrue(() -> seen.size() + seenElsewhere.size() >= 60);
    }

    assertThat(seen).isNotEmpty();
    assertThat(seenElsewhere).isNotEmpty();
    Map<String, List<Long>> versions = new HashMap<>();
    Stream.concat(seen.stream(), seenElsewhere.stream())
        .forEach(
            message ->
                versions
                    .computeIfAbsent(
                        message.getHeader(JournalHeaders.KEY, String.class),
                        key -> new ArrayList<>())
                    .add(message.getHeader(JournalHeaders.VERSION, Long.class)));
    assertThat(versions).hasSize(20);
    assertThat(versions.values()).allSatisfy(v -> assertThat(v).containsExactly(1L, 2L, 3L));
  }

  /** How many partitions each owner has. */
  private List<Long> owners() {
    return domain
        .jdbc()
        .queryForList(
            "select count(*) from journal.subscription where group_name = ? group by owner",
            Long.class,
            group);
  }

  @Test
  void tellsWhatIsSetAsideAndHowFarBehindItIs() throws Exception {
    consume(
        "&maxAttempts=1",
        exchange -> {
          throw new IllegalStateException("no mail server");
        });
    append("1", "First");
    append("1", "Second");

    untilTrue(() -> gauge("caravan.subscription.set.aside") == 2);
    untilTrue(() -> gauge("caravan.subscription.lag") == 0);
    append("2", "First");
    untilTrue(() -> gauge("caravan.subscription.set.aside") == 3);
    assertThat(domain.get(SubscriptionsHealthIndicator.class).health().getStatus())
        .as("what is set aside stops nobody")
        .isEqualTo(Status.UP);
  }

  private double gauge(String name) {
    return domain.get(MeterRegistry.class).get(name).tag("group", group).gauge().value();
  }

  @Test
  void isDownWhereAGroupStandsStill() throws Exception {
    GroupMember older =
        domain
            .get(Subscriptions.class)
            .member(
                new Subscription(
                    group,
                    List.of("other"),
                    List.of(),
                    "",
                    false,
                    1,
                    Duration.ZERO,
                    Duration.ofMinutes(1)),
                event -> null);
    older.beat();
    consume("&lease=1s", this::see);

    SubscriptionsHealthIndicator health = domain.get(SubscriptionsHealthIndicator.class);
    untilTrue(() -> health.health().getStatus().equals(Status.DOWN));
    assertThat(health.health().getDetails()).containsKey(group);

    older.leave();
    append("1", "First");
    untilTrue(() -> seen.size() == 1);
    untilTrue(() -> health.health().getStatus().equals(Status.UP));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "journal:parcel",
        "journal:parcel?group=a b",
        "journal:parcel?group=a&type=Seen",
        "journal:parcel?group=a&maxAttempts=0",
        "journal:parcel?group=a&concurrentConsumers=17",
        "journal:parcel?group=a&lease=10ms",
        "journal:parcel?group=a&startFrom=middle",
        "journal:parcel?group=a&unknown=1",
        "journal:parcel-7?group=a"
      })
  void refusesWrongOptions(String uri) {
    assertThatThrownBy(
            () -> {
              camel.addRoutes(
                  new RouteBuilder() {
                    @Override
                    public void configure() {
                      from(uri).to("direct:nowhere");
                    }
                  });
              camel.start();
            })
        .rootCause()
        .hasMessageMatching(
            "(?s).*(group|type|maxAttempts|concurrentConsumers|lease|middle|unknown|hyphen).*");
  }
}
