package dev.caravan.saga;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What every log line of an order's way shows. */
final class SagaMdc {
  private static final String ORDER = "orderId";
  private static final String SAGA = "sagaId";

  private SagaMdc() {}

  /** Runs work whose log lines show order and saga; afterwards those from before are back. */
  static <T> T with(@Nullable String orderId, @Nullable String sagaId, Supplier<T> work) {
    Map<String, String> before = MDC.getCopyOfContextMap();
    MDC.put(ORDER, orderId);
    MDC.put(SAGA, sagaId);
    try {
      return work.get();
    } finally {
      if (before == null) {
        MDC.clear();
      } else {
        MDC.setContextMap(before);
      }
    }
  }

  /** Shows a saga that has just begun, until the work around it ends. */
  static void begun(String sagaId) {
    MDC.put(SAGA, sagaId);
  }
}
