package dev.caravan.routing;

import dev.caravan.routing.Figures.Summary;
import dev.caravan.routing.FlowEvent.FlowRolledBack;
import dev.caravan.routing.FlowProperties.Guard;
import dev.caravan.saga.FlowWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes a new revision back where its sagas fail more, or take longer, than those of the one that
 * it replaced. It compares what it saw itself, in this process, and only for a time after the
 * activation; without figures of the old revision it does nothing.
 */
@Component
class FlowGuard implements FlowWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FlowGuard.class);

  private final Optional<Guard> guard;
  private final Flows flows;
  private final LoadedRevisions revisions;
  private final Clock clock;
  private final Map<RevisionId, Figures> figures = new ConcurrentHashMap<>();
  private final Map<String, Trial> trials = new HashMap<>();
  private Map<String, Integer> active = Map.of();

  FlowGuard(FlowProperties properties, Flows flows, LoadedRevisions revisions, Clock clock) {
    this.guard = Optional.ofNullable(properties.guard());
    this.flows = flows;
    this.revisions = revisions;
    this.clock = clock;
  }

  private record Trial(RevisionId candidate, RevisionId before, Instant until) {}

  @Override
  public void ended(String flow, int revision, Duration took, boolean failed) {
    if (guard.isPresent()) {
      figures
          .computeIfAbsent(new RevisionId(flow, revision), id -> new Figures())
          .add(took, failed);
    }
  }

  /** Looks how new revisions do; called again and again by one thread. */
  void look() {
    guard.ifPresent(this::look);
  }

  private void look(Guard limits) {
    Map<String, Integer> before = active;
    active = revisions.activeNumbers();
    Instant now = clock.instant();
    active.forEach(
        (flow, number) -> {
          Integer old = before.get(flow);
          if (!number.equals(old)) {
            trials.remove(flow);
          }
          // who goes back knows why
          if (old != null && number > old) {
            trials.put(
                flow,
                new Trial(
                    new RevisionId(flow, number),
                    new RevisionId(flow, old),
                    now.plus(limits.window())));
          }
        });
    trials.values().removeIf(trial -> now.isAfter(trial.until()));
    trials.values().removeIf(trial -> judge(trial, limits));
    figures.keySet().removeIf(id -> !isNeeded(id));
  }

  private boolean isNeeded(RevisionId id) {
    Trial trial = trials.get(id.flow());
    return Integer.valueOf(id.number()).equals(active.get(id.flow()))
        || trial != null && trial.before().equals(id);
  }

  /** Whether the trial is over, because the candidate failed it. */
  private boolean judge(Trial trial, Guard limits) {
    Summary old = figures.getOrDefault(trial.before(), new Figures()).summary();
    Summary young = figures.getOrDefault(trial.candidate(), new Figures()).summary();
    if (old.sagas() == 0) {
      return false;
    }
    boolean failsMore = young.leastFailedShare() > old.failedShare() + limits.failedShare();
    boolean isSlower =
        young.p99Millis() > 0
            && old.p99Millis() > 0
            && young.p99Millis() > old.p99Millis() * limits.p99Factor();
    return (failsMore || isSlower) && rollBack(trial, old, young);
  }

  private boolean rollBack(Trial trial, Summary old, Summary young) {
    FlowRolledBack rolledBack =
        new FlowRolledBack(
            trial.candidate().number(),
            trial.before().number(),
            young.sagas(),
            young.failedShare(),
            young.p99Millis(),
            old.failedShare(),
            old.p99Millis());
    try {
      flows.rollBack(trial.candidate().flow(), rolledBack);
    } catch (FlowConflictException | InvalidFlowException e) {
      LOG.warn("the guard cannot go back to {}: {}", trial.before(), e.getMessage());
    }
    return true;
  }
}
