package dev.caravan.routing;

import static dev.caravan.routing.FlowTexts.bytes;
import static dev.caravan.routing.FlowTexts.orderFlow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.routing.FlowProperties.Guard;
import dev.caravan.testing.FlowTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** A guard beside that of the application, which has none to do. */
@FlowTest
class FlowGuardTest {
  private static final Duration FAST = Duration.ofMillis(20);

  @Autowired BeanFactory beans;
  private dev.caravan.testing.Flows tools;
  private Flows flows;
  private String name;
  private FlowGuard guard;
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  @BeforeEach
  void prepare() {
    tools = new dev.caravan.testing.Flows(beans);
    flows = tools.get(Flows.class);
    name = "g" + System.nanoTime();
    guard = guard(new Guard(Duration.ofMinutes(5), 0.2, 3));
    put("");
    guard.look();
  }

  private FlowGuard guard(Guard limits) {
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    return new FlowGuard(
        new FlowProperties(Set.of(), limits), flows, tools.get(LoadedRevisions.class), clock);
  }

  private void put(String comment) {
    flows.put(name, bytes(orderFlow(name) + comment), "ann", active -> true);
  }

  private void ended(int revision, int sagas, int failed, Duration took) {
    for (int i = 0; i < sagas; i++) {
      guard.ended(name, revision, took, i < failed);
    }
  }

  private FlowStatus status() {
    return flows.all().stream().filter(flow -> flow.name().equals(name)).findFirst().orElseThrow();
  }

  private List<String> events() {
    return tools.stream("flow-" + name).stream().map(RecordedEvent::type).toList();
  }

  @Test
  void goesBackWhereMoreSagasFail() {
    ended(1, 100, 10, FAST);
    put("# 2\n");
    guard.look();

    ended(2, 12, 12, FAST);
    guard.look();

    assertThat(status().activeRevision()).isEqualTo(1);
    assertThat(status().lastError())
        .isEqualTo(
            "revision 2 was taken back: of 12 sagas 100 % failed (before: 10 %), p99 0 ms (before: 20 ms)");
    assertThat(events())
        .containsExactly("FlowActivated", "FlowActivated", "FlowActivated", "FlowRolledBack");
    assertThat(tools.stream("flow-" + name).get(3))
        .returns("guard", RecordedEvent::actor)
        .extracting(RecordedEvent::data)
        .asString()
        .contains("\"from\":2", "\"to\":1", "\"sagas\":12", "\"failedShare\":1.0");
  }

  @Test
  void goesBackWhereSagasTakeLonger() {
    ended(1, 200, 0, FAST);
    put("# 2\n");
    guard.look();

    ended(2, 200, 0, FAST.multipliedBy(4));
    guard.look();

    assertThat(status().activeRevision()).isEqualTo(1);
  }

  @Test
  void leavesARevisionThatFailsNoMoreThanTheOneBefore() {
    ended(1, 100, 30, FAST);
    put("# 2\n");
    guard.look();

    ended(2, 100, 35, FAST.multipliedBy(2));
    guard.look();

    assertThat(status().activeRevision()).isEqualTo(2);
  }

  @Test
  void leavesARevisionOfWhichItCannotSayWhatIsBetter() {
    put("# 2\n");
    guard.look();

    ended(2, 100, 100, FAST);
    guard.look();

    assertThat(status().activeRevision()).as("no figures of the one before").isEqualTo(2);
  }

  @Test
  void leavesARevisionThatFailsOnceItsTimeIsOver() {
    ended(1, 100, 0, FAST);
    put("# 2\n");
    guard.look();
    now = now.plus(Duration.ofMinutes(6));

    ended(2, 100, 100, FAST);
    guard.look();

    assertThat(status().activeRevision()).isEqualTo(2);
  }

  @Test
  void leavesTheRevisionToWhichSomebodyWentBack() {
    put("# 2\n");
    guard.look();
    ended(2, 100, 0, FAST);
    flows.activate(name, 1, "ann", active -> true);
    guard.look();

    ended(1, 100, 100, FAST);
    guard.look();

    assertThat(status().activeRevision()).isEqualTo(1);
    assertThat(events()).doesNotContain("FlowRolledBack");
  }
}
