package dev.caravan.saga;

import dev.caravan.order.Order;

/** An order that has gone through its flow, as the journal has it. */
public final class RecordedOrder {
  private final Order entering;
  private final OrderCourse course;
  private final StepAnswers answers;

  /**
   * @param entering the order as it came into its flow
   */
  RecordedOrder(Order entering, OrderCourse course, StepAnswers answers) {
    this.entering = entering;
    this.course = course;
    this.answers = answers;
  }

  public String orderId() {
    return entering.orderId();
  }

  /** How it went; what a customer did once it was confirmed does not count. */
  public OrderCourse course() {
    return course;
  }

  Order entering() {
    return entering;
  }

  StepAnswers answers() {
    return answers;
  }
}
