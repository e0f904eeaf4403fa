package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.saga.SagaEvent.StepStarted;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnlistedStepsTest {
  private static final String SAGA = "0_ffff_1";

  private final EnlistedSteps enlisted = new EnlistedSteps();

  private static StepStarted step(String run, @Nullable String completion) {
    return new StepStarted(run, "step-" + run, "direct:undo", completion, Map.of(), run);
  }

  private static Saga saga(StepStarted... steps) {
    return Saga.unknown(SAGA).after(List.of(steps));
  }

  private StepStarted enlisted(StepStarted step) {
    enlisted.add(SAGA, step);
    return step;
  }

  @Test
  void enlistsTheFirstStepOfASaga() {
    enlisted.add("another", step("a", null));

    assertThat(enlisted.place(step("a", null), saga())).matches(StepStarted::isEnlisted);
  }

  @Test
  void aStepAnswersForThoseThatComeRightAfterIt() {
    StepStarted a = enlisted(step("a", "direct:done"));
    StepStarted b = enlisted.place(step("b", null), saga(a));
    StepStarted c = enlisted.place(step("c", "direct:done"), saga(a, b));

    assertThat(Stream.of(b, c)).extracting(StepStarted::participant).containsOnly("a");
    assertThat(c).isEqualTo(step("c", "direct:done").under(a));
  }

  @Test
  void enlistsAStepThatComesAfterOneOfAnotherProcess() {
    StepStarted a = enlisted(step("a", null));
    StepStarted others = step("b", null);

    StepStarted c = enlisted.place(step("c", null), saga(a, others));
    assertThat(c).matches(StepStarted::isEnlisted);

    enlisted(c);
    assertThat(enlisted.place(step("d", null), saga(a, others, c)).participant()).isEqualTo("c");
  }

  @Test
  void enlistsAStepToCompleteWhereTheOneBeforeHasNothingToComplete() {
    StepStarted a = enlisted(step("a", null));

    assertThat(enlisted.place(step("b", "direct:done"), saga(a))).matches(StepStarted::isEnlisted);
  }
}
