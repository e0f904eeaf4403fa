package dev.caravan.projection;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.UnreadableEventException;
import dev.caravan.order.Actor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/** The read models: how they do, and their rebuilds. */
@Component
public class Projections implements SmartLifecycle, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(Projections.class);

  private final List<Projection> projections;
  private final ProjectionRunner runner;
  private final EventReader journal;
  private final EventAppender appender;
  private final IdGenerator ids;
  private final Checkpoints checkpoints;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Map<String, Thread> rebuilding = new ConcurrentHashMap<>();
  private volatile boolean running;

  Projections(
      List<Projection> projections,
      ProjectionRunner runner,
      EventReader journal,
      EventAppender appender,
      IdGenerator ids,
      Checkpoints checkpoints,
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Clock clock,
      MeterRegistry metrics) {
    this.projections = List.copyOf(projections);
    this.runner = runner;
    this.journal = journal;
    this.appender = appender;
    this.ids = ids;
    this.checkpoints = checkpoints;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
    for (Following projection : runner.projections()) {
      Gauge.builder("caravan.projection.lag", projection, this::lag)
          .description("Positions of the journal that the projection has not taken in yet")
          .tag("projection", projection.name())
          .register(metrics);
      Gauge.builder("caravan.projection.stopped", projection, p -> p.failure() == null ? 0 : 1)
          .description("1 while the projection stands still because of an error")
          .tag("projection", projection.name())
          .register(metrics);
    }
  }

  private double lag(Following projection) {
    return Math.max(0, journal.lastPosition() - projection.position());
  }

  /** All projections by name. */
  public List<ProjectionStatus> all() {
    Map<String, Long> positions = checkpoints.all();
    long last = journal.lastPosition();
    return runner.projections().stream()
        .map(
            projection -> {
              long position = positions.getOrDefault(projection.name(), 0L);
              return new ProjectionStatus(
                  projection.name(),
                  position,
                  Math.max(0, last - position),
                  rebuild(projection.name()).map(Rebuild::position).orElse(null),
                  projection.failure());
            })
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  /** Whether there is such a projection. */
  public boolean has(String name) {
    return projection(name).isPresent();
  }

  /**
   * Begins to build a projection anew, on a thread of its own. Queries go on to use the old tables
   * until the new ones have caught up.
   *
   * @param actor who wants it so; goes into the journal
   * @param reason why, one sentence
   * @return false where one is under way in this process
   */
  public synchronized boolean rebuild(String name, Actor actor, @Nullable String reason) {
    Rebuild rebuild = rebuild(name).orElseThrow();
    // one that nobody here works on was left behind, by a crash or by a process that is gone
    boolean begun = rebuild.prepare() || !rebuilding.containsKey(name);
    if (begun) {
      append(new RebuildRequested(name, reason), actor);
      go(name, rebuild);
    }
    return begun;
  }

  private void append(RebuildRequested event, Actor actor) {
    appender.append(
        RebuildRequested.stream(event.projection()),
        ExpectedVersion.any(),
        List.of(
            RebuildRequested.CODEC.stored(
                event, ids.generateId(), clock.instant(), null, null, actor.name())));
  }

  /** Goes on with what a crash interrupted. */
  @Override
  public void start() {
    running = true;
    for (Projection projection : projections) {
      Rebuild rebuild = rebuild(projection.name()).orElseThrow();
      if (rebuild.position() != null) {
        go(projection.name(), rebuild);
      }
    }
  }

  private void go(String name, Rebuild rebuild) {
    Thread thread = new Thread(() -> run(name, rebuild), "rebuild-" + name);
    thread.setDaemon(true);
    rebuilding.put(name, thread);
    thread.start();
  }

  private void run(String name, Rebuild rebuild) {
    long begun = System.nanoTime();
    try {
      rebuild.run(() -> !running);
      if (running) {
        LOG.info("projection {} is rebuilt after {} ms", name, millisSince(begun));
      }
    } catch (UnreadableEventException e) {
      // stops the live one as well, which says so; its tables stay as they are
      LOG.error("the rebuild of projection {} is given up", name, e);
      rebuild.discard();
    } catch (RuntimeException e) {
      LOG.error("the rebuild of projection {} is interrupted; ask for it again", name, e);
    } finally {
      rebuilding.remove(name);
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private Optional<Projection> projection(String name) {
    return projections.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  private Optional<Rebuild> rebuild(String name) {
    return projection(name)
        .map(p -> new Rebuild(p, journal, checkpoints, jdbc, transaction, clock));
  }

  @Override
  public void stop() {
    running = false;
    for (Thread thread : rebuilding.values()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void destroy() {
    stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
