package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration REST = Duration.ofSeconds(2);

  // shortly before the counter overflows, as it may do any time
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - PATIENCE.toNanos());
  private final CircuitBreaker breaker = new CircuitBreaker(PATIENCE, REST, now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private boolean failFor(Duration time) {
    breaker.letsThrough();
    pass(time);
    return breaker.unanswered();
  }

  @Test
  void letsEveryCallThroughAtFirstAndWhileAnswersCome() {
    for (int call = 0; call < 10; call++) {
      assertThat(breaker.letsThrough()).isTrue();
      pass(PATIENCE);
      breaker.answered();
      breaker.unanswered();
    }
    assertThat(breaker.letsThrough()).isTrue();
  }

  @Test
  void letsCallsThroughAgainAfterAShortSilence() {
    assertThat(failFor(PATIENCE.minusMillis(1))).isFalse();

    assertThat(breaker.letsThrough()).isTrue();
    assertThat(breaker.letsThrough()).isTrue();
  }

  @Test
  void letsOneCallInAWhileThroughAfterALongSilence() {
    assertThat(failFor(PATIENCE)).isTrue();

    pass(REST);
    assertThat(breaker.letsThrough()).isTrue();
    assertThat(breaker.letsThrough()).isFalse();
    pass(REST.minusMillis(1));
    assertThat(breaker.letsThrough()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(breaker.letsThrough()).isTrue();
    assertThat(breaker.unanswered()).as("held back for the first time").isFalse();
  }

  @Test
  void countsASilenceFromTheFirstCallThatHadNoAnswer() {
    failFor(PATIENCE.minusMillis(1));
    failFor(Duration.ofMillis(1));

    assertThat(breaker.letsThrough()).isFalse();
  }

  @Test
  void letsAllThroughOnceOneIsAnswered() {
    failFor(PATIENCE);
    pass(REST);
    breaker.letsThrough();

    breaker.answered();

    assertThat(breaker.letsThrough()).isTrue();
    assertThat(breaker.letsThrough()).isTrue();
  }

  @Test
  void forgetsASilenceThatAnAnswerHasEnded() {
    failFor(PATIENCE.minusMillis(1));
    breaker.answered();
    failFor(Duration.ofMillis(1));

    assertThat(breaker.letsThrough()).isTrue();
  }
}
