package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.routing.Figures.Summary;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static Summary summary(int sagas, int failed) {
    Figures figures = new Figures();
    for (int i = 0; i < sagas; i++) {
      figures.add(Duration.ofMillis(i + 1), i < failed);
    }
    return figures.summary();
  }

  @Test
  void takesLittleForSureWhereFewHaveEnded() {
    assertThat(summary(0, 0)).isEqualTo(new Summary(0, 0, 0, 0));
    assertThat(summary(1, 1).leastFailedShare()).isCloseTo(0.1, within(0.001));
    assertThat(summary(10, 10).leastFailedShare()).isCloseTo(0.526, within(0.001));
    assertThat(summary(100, 100).leastFailedShare()).isGreaterThan(0.9);
    assertThat(summary(100, 10).leastFailedShare()).isLessThan(0.06);
  }

  @Test
  void tellsThePercentileOfEnoughOnly() {
    assertThat(summary(99, 0).p99Millis()).isZero();
    assertThat(summary(200, 0).p99Millis()).isEqualTo(199);
  }

  @Test
  void forgetsWhatIsLongAgo() {
    assertThat(summary(2_000, 1_000))
        .returns(1_000, Summary::sagas)
        .returns(0.0, Summary::failedShare);
  }
}
