package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitSignalTest {
  private final CommitSignal signal = new CommitSignal();
  private final AtomicInteger calls = new AtomicInteger();

  private static Subscription subscription(List<String> types, String sagas) {
    return new Subscription(
        "mailer",
        List.of("order", "parcel"),
        types,
        sagas,
        false,
        1,
        Duration.ZERO,
        Duration.ofSeconds(10));
  }

  private static NewEvent event(String type, @Nullable String sagaId) {
    return new NewEvent(type, 1, UUID.randomUUID(), Instant.EPOCH, sagaId, null, "test", "{}");
  }

  @ParameterizedTest
  @CsvSource({
    "order-1, Lost, choreography-1, 1",
    "parcel-1-2, Seen, choreography-1, 1",
    "order-1, Weighed, choreography-1, 0",
    "order-1, Seen, saga-1, 0",
    "order-1, Seen, , 0",
    "orders-1, Seen, choreography-1, 0",
    "order, Seen, choreography-1, 0"
  })
  void callsMembersOfAGroupForWhatTheyConsume(
      String stream, String type, @Nullable String sagaId, int expected) {
    signal.listen(
        subscription(List.of("Lost", "Seen"), "choreography-")::wants, calls::incrementAndGet);

    signal.appended(stream, List.of(event("Weighed", null), event(type, sagaId)));

    assertThat(calls).hasValue(expected);
  }

  @Test
  void callsWhoWantsAllOfACategoryForAllOfIt() {
    signal.listen(subscription(List.of(), "")::wants, calls::incrementAndGet);

    signal.appended("order-1", List.of(event("Seen", null)));
    signal.appended("order-1", List.of(event("Weighed", "saga-1")));

    assertThat(calls).hasValue(2);
  }

  @Test
  void callsEverybodyWhereAnotherProcessAppended() {
    signal.listen(subscription(List.of("Lost"), "")::wants, calls::incrementAndGet);
    signal.listen(calls::incrementAndGet);

    signal.call();

    assertThat(calls).hasValue(2);
  }

  @Test
  void callsNobodyAnyMoreWhoHasStopped() {
    signal.listen(subscription(List.of(), "")::wants, calls::incrementAndGet).close();

    signal.appended("order-1", List.of(event("Seen", null)));

    assertThat(calls).hasValue(0);
  }
}
