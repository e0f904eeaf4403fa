package dev.caravan.saga;

import org.apache.camel.Exchange;
import org.apache.camel.support.PatternHelper;

/** The header that says to which saga an exchange belongs. */
public final class SagaHeader {
  private SagaHeader() {}

  /**
   * Whether a header's name, or a pattern of names as Camel reads it, means that header; who sets,
   * reads or removes it steers the saga.
   */
  public static boolean isMeantBy(String nameOrPattern) {
    return PatternHelper.matchPattern(Exchange.SAGA_LONG_RUNNING_ACTION, nameOrPattern);
  }
}
