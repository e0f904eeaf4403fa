package dev.caravan.saga;

import dev.caravan.saga.FlowRevisions.Entry;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.support.CamelContextHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How long a saga may take: what the block around its flow says by {@code timeout}, otherwise
 * {@code caravan.saga.timeout}. The coordinator has to be told when the saga starts, as it ignores
 * a shorter limit that comes with a step.
 */
@Component
public class SagaTime {
  private static final String PROPERTY = "caravanSagaTimeLimit";

  /** Time for the compensations, beyond the saga's own. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private final Duration usual;
  private final FlowRevisions revisions;
  private final CamelContext context;
  private final Map<String, Duration> ofRoutes = new ConcurrentHashMap<>();

  SagaTime(SagaProperties properties, FlowRevisions revisions, CamelContext context) {
    this.usual = properties.timeout();
    this.revisions = revisions;
    this.context = context;
  }

  /** Sets the limit of the saga that this exchange is to begin. */
  public static void limit(Exchange exchange, @Nullable Duration timeLimit) {
    if (timeLimit != null) {
      exchange.setProperty(PROPERTY, timeLimit);
    }
  }

  /** The limit of the saga in which an exchange is. */
  public Duration limitOf(Exchange exchange) {
    return limitOf(exchange, usual);
  }

  static Duration limitOf(Exchange exchange, Duration usual) {
    return exchange.getProperty(PROPERTY, usual, Duration.class);
  }

  /**
   * How long after its beginning a saga on one of some revisions is over, unless its coordinator
   * still calls somebody.
   */
  public Duration patience(String flow, Collection<Integer> numbers) {
    return numbers.stream()
        .map(number -> limit(flow, number))
        .max(Duration::compareTo)
        .orElse(usual)
        .plus(GRACE);
  }

  /** The same of sagas whose flows say nothing of their time. */
  Duration patience() {
    return usual.plus(GRACE);
  }

  private Duration limit(String flow, int number) {
    Route builtIn = context.getRoute(flow);
    Optional<Duration> own =
        builtIn == null
            ? revisions.entry(flow, number).map(Entry::timeLimit)
            : Optional.ofNullable(ofBuiltIn(builtIn));
    return own.orElse(usual);
  }

  /** What a built-in route says of the time of its saga; null where it says nothing. */
  @Nullable Duration ofBuiltIn(Route route) {
    Duration limit = ofRoutes.computeIfAbsent(route.getRouteId(), id -> read(route));
    return limit.isZero() ? null : limit;
  }

  private Duration read(Route route) {
    return SagaBlocks.first(context, route.getRouteId())
        .map(SagaDefinition::getTimeout)
        .map(text -> CamelContextHelper.parseDuration(context, text))
        .orElse(Duration.ZERO);
  }
}
