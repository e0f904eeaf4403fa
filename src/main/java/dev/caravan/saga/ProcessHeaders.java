package dev.caravan.saga;

/** What the exchanges of a process carry besides the body. */
public final class ProcessHeaders {
  /** The name of the flow. */
  public static final String FLOW = "processFlow";

  /** What names the process within its flow. */
  public static final String KEY = "processKey";

  private ProcessHeaders() {}
}
