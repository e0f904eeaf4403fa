package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.order.Failure;
import dev.caravan.saga.SagaEvent.CompensationFailed;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepFailed;
import dev.caravan.saga.SagaEvent.StepStarted;
import dev.caravan.saga.StepAnswers.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepAnswersTest {
  private static final Failure DECLINED =
      new Failure("payment.charge", Failure.PAYMENT_DECLINED, "no");

  private static StepStarted started(String run, String route) {
    return new StepStarted(run, route, "direct:undo", null, Map.of(), run);
  }

  private static StepAnswers after(SagaEvent... events) {
    return StepAnswers.of(Saga.unknown("s").after(List.of(events)));
  }

  @Test
  void answersAsManyRunsAsThereWere() {
    StepAnswers answers = after(started("1", "seat"), started("2", "seat"), new SagaClosed());

    assertThat(answers.to("seat", 2)).isInstanceOf(Answer.Done.class);
    assertThat(answers.to("seat", 3)).isInstanceOf(Answer.Unknown.class);
    assertThat(answers.to("hotel", 1)).isInstanceOf(Answer.Unknown.class);
  }

  @Test
  void failsTheLastRunOfTheStepThatFailed() {
    Failure full = new Failure("seat", Failure.STEP_REFUSED, "answered 409");
    StepAnswers answers = after(started("1", "seat"), started("2", "seat"), new StepFailed(full));

    assertThat(answers.to("seat", 1)).isInstanceOf(Answer.Done.class);
    assertThat(answers.to("seat", 2)).isEqualTo(new Answer.Failed(full));
  }

  @Test
  void knowsTheRouteOfAParticipantsStep() {
    StepAnswers answers =
        after(
            started("1", "inventory-reserve"),
            started("2", "payment-charge"),
            new StepFailed(DECLINED));

    assertThat(answers.to("inventory-reserve", 1)).isInstanceOf(Answer.Done.class);
    assertThat(answers.to("payment-charge", 1)).isEqualTo(new Answer.Failed(DECLINED));
  }

  @Test
  void knowsTheFailureOfAStepThatHasNothingToUndoAndSoIsNotLogged() {
    assertThat(after(new StepFailed(DECLINED)).to("payment-charge", 1))
        .isEqualTo(new Answer.Failed(DECLINED));
  }

  @Test
  void knowsWhatCouldNotBeUndone() {
    StepAnswers answers =
        after(
            started("1", "inventory-reserve"),
            started("2", "payment-charge"),
            new StepFailed(DECLINED),
            new CompensationFailed("2", 1, "busy", false),
            new StepCompensated("2"),
            new CompensationFailed("1", 5, "gone", true));

    assertThat(answers.stuck()).containsExactly("inventory-reserve");
  }
}
