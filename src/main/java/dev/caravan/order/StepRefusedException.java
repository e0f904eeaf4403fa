package dev.caravan.order;

/** A step refused for a business reason; it had no effect, and retrying it makes no sense. */
public class StepRefusedException extends RuntimeException {
  private final transient Failure failure;

  public StepRefusedException(Failure failure) {
    super(failure.step() + ": " + failure.detail());
    this.failure = failure;
  }

  /** Why, in the words for the customer. */
  public Failure failure() {
    return failure;
  }
}
