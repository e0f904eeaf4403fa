package dev.caravan.routing;

import dev.caravan.journal.RouteNames;
import dev.caravan.routing.DryRunReport.Difference;
import dev.caravan.routing.DryRunReport.Skipped;
import dev.caravan.routing.FlowConflictException.Kind;
import dev.caravan.saga.OrderCourse;
import dev.caravan.saga.RecordedOrder;
import dev.caravan.saga.RecordedOrders;
import dev.caravan.saga.RecordedOrders.Found;
import dev.caravan.saga.RecordedOrders.Last;
import dev.caravan.saga.Rehearsal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Runs recorded orders through another text of their flow, with the answers that steps gave then
 * and without any effect. One at a time: an expression that never ends cannot be stopped, and so
 * holds one thread and no more.
 */
@Component
class DryRun {
  /** How many differences are told. */
  static final int MOST_TOLD = 100;

  private static final Duration ONE = Duration.ofSeconds(1);
  private static final Duration ALL = Duration.ofSeconds(20);

  /** For an order that is stopped before its next step. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final CamelContext running;
  private final LoadedRevisions revisions;
  private final FlowStore store;
  private final RecordedOrders recorded;
  private final Duration one;
  private final Duration grace;
  private final Duration all;
  private final Semaphore turn = new Semaphore(1);

  @Autowired
  DryRun(
      CamelContext running, LoadedRevisions revisions, FlowStore store, RecordedOrders recorded) {
    this(running, revisions, store, recorded, ONE, GRACE, ALL);
  }

  /**
   * @param one how long an order may take
   * @param grace how much longer a single thing may take that it does
   * @param all how long all may take
   */
  DryRun(
      CamelContext running,
      LoadedRevisions revisions,
      FlowStore store,
      RecordedOrders recorded,
      Duration one,
      Duration grace,
      Duration all) {
    this.running = running;
    this.revisions = revisions;
    this.store = store;
    this.recorded = recorded;
    this.one = one;
    this.grace = grace;
    this.all = all;
  }

  /**
   * Runs the last orders of a flow.
   *
   * @param id of the text, which would start
   * @param limit how many orders at the most
   * @throws FlowConflictException where another one is under way
   */
  DryRunReport run(RevisionId id, FlowShape shape, String yaml, int limit) {
    if (!turn.tryAcquire()) {
      throw new FlowConflictException(Kind.BUSY, "another dry run is under way");
    }
    Tally tally = new Tally();
    try {
      run(id, shape, yaml, recorded.last(id.flow(), limit), tally);
      return tally.report();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("flow " + id + " cannot be tried", e);
    } finally {
      tally.lastSent.whenComplete((done, error) -> turn.release());
    }
  }

  private void run(RevisionId id, FlowShape shape, String yaml, Last orders, Tally tally)
      throws Exception {
    long end = System.nanoTime() + all.toNanos();
    tally.otherFlow = orders.otherFlow();
    try (DryContext context = new DryContext(running)) {
      context.add(id, shape, yaml);
      addCalled(id.flow(), context);
      tally.anyOrder = context.isParallel();
      ExecutorService thread = context.thread();
      String entry = "direct:" + id.scoped(id.flow());
      for (String orderId : orders.orderIds()) {
        if (System.nanoTime() > end) {
          tally.stopped = "all orders together took longer than " + all.toSeconds() + " s";
        }
        if (tally.stopped != null) {
          break;
        }
        Found found = recorded.find(orderId);
        if (found instanceof Found.Ended ended) {
          Rehearsal rehearsal = new Rehearsal(ended.order(), one);
          tally.lastSent = CompletableFuture.runAsync(() -> context.send(entry, rehearsal), thread);
          tally.await(one.plus(grace), orderId);
          tally.add(ended.order(), rehearsal);
        } else {
          tally.skip(found);
        }
      }
    }
  }

  /** Adds what the flow calls outside of its file, and what that calls. */
  private void addCalled(String flow, DryContext context) throws Exception {
    Map<String, FlowShape> others = revisions.activeShapes();
    others.remove(flow);
    Map<String, Integer> numbers = revisions.activeNumbers();
    Map<String, String> steps = builtInSteps();
    Set<String> looked = new HashSet<>();
    Set<RevisionId> added = new HashSet<>();
    Deque<String> missing = new ArrayDeque<>(context.missing());
    while (!missing.isEmpty()) {
      String name = missing.remove();
      if (!looked.add(name)) {
        continue;
      }
      if (steps.containsKey(name)) {
        context.addStep(name, steps.get(name));
      }
      for (Map.Entry<String, FlowShape> other : others.entrySet()) {
        if (other.getValue().direct().containsKey(name)) {
          RevisionId active = new RevisionId(other.getKey(), numbers.get(other.getKey()));
          context.alias(name, active.scoped(name));
          if (added.add(active)) {
            context.add(active, other.getValue(), store.revision(active).orElseThrow().yaml());
            missing.addAll(context.missing());
          }
        }
      }
    }
  }

  /** The ids of the built-in routes that a flow may call, by the names of their endpoints. */
  private Map<String, String> builtInSteps() {
    Map<String, String> steps = new HashMap<>();
    for (Route route : running.getRoutes()) {
      String uri = route.getEndpoint().getEndpointUri();
      if (RouteNames.STEPS.equals(route.getGroup())
          && uri.startsWith(DryContext.DIRECT)
          && route.getRouteId().indexOf(RouteNames.REVISION) < 0) {
        steps.put(uri.substring(DryContext.DIRECT.length()), route.getRouteId());
      }
    }
    return steps;
  }

  /** What became of the orders so far. */
  private static final class Tally {
    private final List<Difference> different = new ArrayList<>();
    private CompletableFuture<Void> lastSent = CompletableFuture.completedFuture(null);
    private boolean anyOrder;
    private int otherFlow;
    private int run;
    private int same;
    private int open;
    private int erased;
    private int interrupted;
    private @Nullable String stopped;

    void await(Duration time, String orderId) throws InterruptedException, ExecutionException {
      try {
        lastSent.get(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        stopped = "order " + orderId + " cannot be stopped in a step that does not end";
      }
    }

    void add(RecordedOrder order, Rehearsal rehearsal) {
      run++;
      OrderCourse replayed = rehearsal.course();
      boolean equal =
          anyOrder
              ? order.course().inAnyOrder().equals(replayed.inAnyOrder())
              : order.course().equals(replayed);
      if (equal) {
        same++;
      } else if (different.size() < MOST_TOLD) {
        different.add(
            new Difference(order.orderId(), order.course(), replayed, rehearsal.assumed()));
      }
    }

    void skip(Found found) {
      if (found instanceof Found.Open) {
        open++;
      } else if (found instanceof Found.Erased) {
        erased++;
      } else {
        interrupted++;
      }
    }

    DryRunReport report() {
      return new DryRunReport(
          run,
          same,
          new Skipped(open, erased, interrupted, otherFlow),
          List.copyOf(different),
          stopped);
    }
  }
}
