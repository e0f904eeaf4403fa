package dev.caravan.saga;

import dev.caravan.saga.Discrepancy.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares coordinator, saga log and participants every few seconds, mends what can be mended
 * without harm and tells of the rest. What is found counts only once it has been there for a while,
 * at each look, so that sagas under way are never told of.
 */
@Component
public class SagaReconciler extends RouteBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(SagaReconciler.class);

  /** How long something must have been wrong. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private final SagaLeases leases;
  private final CoordinatorComparison coordinator;
  private final BooksComparison books;
  private final Clock clock;
  private volatile List<Discrepancy> seen = List.of();
  private volatile List<Discrepancy> told = List.of();

  SagaReconciler(
      SagaLeases leases,
      CoordinatorComparison coordinator,
      BooksComparison books,
      Clock clock,
      MeterRegistry metrics) {
    this.leases = leases;
    this.coordinator = coordinator;
    this.books = books;
    this.clock = clock;
    for (Kind kind : Kind.values()) {
      Gauge.builder("caravan.saga.discrepancies", () -> count(kind))
          .description("On which coordinator, saga log and participants do not agree")
          .tag("kind", kind.name())
          .register(metrics);
    }
  }

  @Override
  public void configure() {
    from("timer:saga-reconciler?period=5s")
        .routeId("saga-reconciler")
        .routeDescription("Compares coordinator, saga log and participants")
        .process(exchange -> reconcile());
  }

  /** What was wrong at the last look and for a while before, the oldest first. */
  public List<Discrepancy> discrepancies() {
    return told;
  }

  private long count(Kind kind) {
    return told.stream().filter(one -> one.kind() == kind).count();
  }

  synchronized void reconcile() {
    List<Finding> findings = new ArrayList<>(books.compare(leases.ended()));
    try {
      findings.addAll(coordinator.compare());
    } catch (CoordinatorUnavailableException e) {
      LOG.info("the coordinator cannot be compared: {}", e.getMessage());
    }
    Instant now = clock.instant();
    Map<String, Discrepancy> before =
        seen.stream()
            .collect(Collectors.toMap(one -> name(one.kind(), one.sagaId()), Function.identity()));
    List<Discrepancy> found = new ArrayList<>();
    List<Discrepancy> lasting = new ArrayList<>();
    for (Finding finding : findings) {
      Discrepancy first = before.get(name(finding.kind(), finding.sagaId()));
      // where it was seen first at a time yet to come, the clock has been put back
      Instant since = first == null || first.since().isAfter(now) ? now : first.since();
      Discrepancy one = discrepancy(finding, since);
      found.add(one);
      if (!one.since().isAfter(now.minus(GRACE))) {
        lasting.add(one);
        repair(finding);
      }
    }
    seen = found;
    told = lasting.stream().sorted(Comparator.comparing(Discrepancy::since)).toList();
  }

  private static Discrepancy discrepancy(Finding finding, Instant since) {
    return new Discrepancy(
        finding.kind(), finding.sagaId(), finding.key(), finding.detail(), since);
  }

  private static String name(Kind kind, String sagaId) {
    return kind + " " + sagaId;
  }

  private void repair(Finding finding) {
    LOG.warn("{} {}: {}", finding.kind(), finding.sagaId(), finding.detail());
    if (finding.repair() == null) {
      return;
    }
    try {
      finding.repair().run();
    } catch (RuntimeException e) {
      LOG.warn("{} {} is not mended yet", finding.kind(), finding.sagaId(), e);
    }
  }
}
