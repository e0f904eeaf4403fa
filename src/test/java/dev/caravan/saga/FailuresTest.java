package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.order.StepUnavailableException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void tellsOfTheLastAttemptAndNotOfThoseBeforeIt() {
    StepUnavailableException last = new StepUnavailableException("pay", "answered 503", null);
    last.addSuppressed(new StepUnavailableException("pay", "gave no answer", null));

    assertThat(Failures.of(new RuntimeException(last), "route").detail()).isEqualTo("answered 503");
    assertThat(Failures.of(last, "route").detail()).isEqualTo("answered 503");
  }
}
