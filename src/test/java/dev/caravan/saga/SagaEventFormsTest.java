package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.journal.UnreadableEventException;
import dev.caravan.order.Failure;
import dev.caravan.saga.SagaEvent.CloseUnanswered;
import dev.caravan.saga.SagaEvent.CompensationFailed;
import dev.caravan.saga.SagaEvent.CompensationRetried;
import dev.caravan.saga.SagaEvent.CompensationSkipped;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.SagaOrphaned;
import dev.caravan.saga.SagaEvent.SagaResumed;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepFailed;
import dev.caravan.saga.SagaEvent.StepStarted;
import dev.caravan.testing.StoredEvents;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SagaEventFormsTest {
  private static final String STEP = "0b6f1f5e-7d5a-4f0e-9d5e-0a6f3b1c2d3e";

  static Stream<SagaEvent> pinned() {
    return Stream.of(
        new SagaStarted("NW-10248", "order-fulfilment"),
        started("0b6f1f5e-7d5a-4f0e-9d5e-0a6f3b1c2d3d"),
        new StepFailed(new Failure("payment.charge", "payment-declined", "the card was declined")),
        new SagaOrphaned(
            new Failure("saga", "step-unavailable", "the saga was interrupted by a restart")),
        new SagaResumed(),
        new CloseUnanswered(),
        new StepCompensated(STEP),
        new CompensationFailed(STEP, 10, "the provider does not answer", true),
        new CompensationRetried("the disk was full"),
        new CompensationSkipped(STEP, "refunded by hand"),
        new SagaClosed(),
        new SagaCancelled());
  }

  private static StepStarted started(String participant) {
    return new StepStarted(
        STEP,
        "payment-charge",
        "direct://payment-refund",
        null,
        Map.of("orderId", "NW-10248"),
        participant);
  }

  @Test
  void everyTypeOfEventIsPinned() {
    assertThat(pinned().map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(SagaEvent.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @MethodSource("pinned")
  void readsTheNewestVersionOfEachTypeAndWritesItBackAlike(SagaEvent event) {
    String type = event.getClass().getSimpleName();
    int version = SagaLog.CODEC.schemaVersion(event);
    String data = StoredEvents.pinned(type, version);

    assertThat(SagaLog.CODEC.read(StoredEvents.recorded(1, type, version, data))).isEqualTo(event);
    assertThat(SagaLog.CODEC.type(event)).isEqualTo(type);
    assertThat(SagaLog.CODEC.data(event)).isEqualTo(data);
  }

  @Test
  void aStepFromBeforeOneCouldAnswerForOthersIsEnlistedItself() {
    String data = StoredEvents.pinned("StepStarted", 1);

    assertThat(SagaLog.CODEC.read(StoredEvents.recorded(1, "StepStarted", 1, data)))
        .isEqualTo(started(STEP));
  }

  @Test
  void stopsAtWhatItCannotRead() {
    assertThatThrownBy(() -> SagaLog.CODEC.read(StoredEvents.recorded(1, "SagaPaused", 1, "{}")))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining(
            "position 41 (order-1, version 1): type SagaPaused, schema version 1");
  }
}
