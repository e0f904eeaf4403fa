package dev.caravan.process;

import dev.caravan.saga.SagaHeader;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.common.HttpHeaderFilterStrategy;

/**
 * Which headers an HTTP step sends and takes. The coordinator's address of the saga never goes out:
 * who has it can cancel the saga. What comes back must not steer the exchange, so little is taken.
 */
final class HttpHeaders extends HttpHeaderFilterStrategy {
  private static final Set<String> TAKEN = Set.of("content-type", "location", "etag");

  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return SagaHeader.isMeantBy(name) || super.applyFilterToCamelHeaders(name, value, exchange);
  }

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return !TAKEN.contains(name.toLowerCase(Locale.ROOT));
  }
}
