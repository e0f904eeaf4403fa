package dev.caravan.saga;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.journal.AfterCommit;
import dev.caravan.journal.EventAppender;
import dev.caravan.journal.EventCodec;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.NewEvent;
import dev.caravan.journal.Snapshots;
import dev.caravan.journal.TableChange;
import dev.caravan.journal.WrongExpectedVersionException;
import dev.caravan.saga.SagaEvent.CloseUnanswered;
import dev.caravan.saga.SagaEvent.CompensationFailed;
import dev.caravan.saga.SagaEvent.CompensationRetried;
import dev.caravan.saga.SagaEvent.CompensationSkipped;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.SagaOrphaned;
import dev.caravan.saga.SagaEvent.SagaResumed;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepFailed;
import dev.caravan.saga.SagaEvent.StepStarted;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/**
 * The saga log: what happens to every saga, in the journal.
 *
 * <p>What is written is durable when the call returns or, in a transaction of the caller's, when
 * that commits. Sagas under way are kept in memory too, so that an order's way through its saga
 * need not read what this process has just written; the version that each append expects tells when
 * another process wrote in between.
 */
@Component
class SagaLog {
  static final EventCodec<SagaEvent> CODEC =
      new EventCodec<>(
          Map.ofEntries(
              Map.entry("SagaStarted", SagaStarted.class),
              Map.entry("SagaOrphaned", SagaOrphaned.class),
              Map.entry("SagaResumed", SagaResumed.class),
              Map.entry("StepStarted", StepStarted.class),
              Map.entry("CloseUnanswered", CloseUnanswered.class),
              Map.entry("StepFailed", StepFailed.class),
              Map.entry("StepCompensated", StepCompensated.class),
              Map.entry("CompensationFailed", CompensationFailed.class),
              Map.entry("CompensationRetried", CompensationRetried.class),
              Map.entry("CompensationSkipped", CompensationSkipped.class),
              Map.entry("SagaClosed", SagaClosed.class),
              Map.entry("SagaCancelled", SagaCancelled.class)),
          Map.of("StepStarted", StepStartedVersions.UPCASTERS));

  private static final String ACTOR = "saga";
  private static final SagaFold FOLD = new SagaFold();

  private final EventAppender appender;
  private final Snapshots snapshots;
  private final Clock clock;
  private final IdGenerator ids;
  private final Cache<String, Saga> recent =
      Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(5)).maximumSize(10_000).build();

  SagaLog(
      EventAppender appender,
      Snapshots snapshots,
      Clock clock,
      IdGenerator ids,
      MeterRegistry metrics) {
    this.appender = appender;
    this.snapshots = snapshots;
    this.clock = clock;
    this.ids = ids;
    Gauge.builder("caravan.sagas.open", this, SagaLog::open)
        .description("Sagas under way in this process")
        .register(metrics);
  }

  private long open() {
    return recent.asMap().values().stream().filter(Saga::isOpen).count();
  }

  /** The saga as it stands; without steps where it is unknown. */
  Saga find(String sagaId) {
    Saga known = recent.getIfPresent(sagaId);
    return known == null ? load(sagaId) : known;
  }

  /** The saga as it stands, others' events included: read anew, whatever is in memory. */
  Saga reload(String sagaId) {
    Saga loaded = load(sagaId);
    AfterCommit.run(() -> remember(loaded));
    return loaded;
  }

  /**
   * Appends what follows from the saga as it stands; asked again where somebody else was faster.
   *
   * @return the saga afterwards
   */
  Saga append(String sagaId, Function<Saga, List<? extends SagaEvent>> decide) {
    return append(find(sagaId), ACTOR, decide, null);
  }

  /** Takes down what a person has done with the saga. */
  Saga append(String sagaId, String actor, Function<Saga, List<? extends SagaEvent>> decide) {
    return append(find(sagaId), actor, decide, null);
  }

  /**
   * Begins the log of a saga that the coordinator has just started.
   *
   * @param opening what else is stored with it
   * @return the saga afterwards
   */
  Saga begin(String sagaId, List<? extends SagaEvent> events, TableChange opening) {
    return append(Saga.unknown(sagaId), ACTOR, known -> events, opening);
  }

  private Saga append(
      Saga found,
      String actor,
      Function<Saga, List<? extends SagaEvent>> decide,
      @Nullable TableChange change) {
    Saga before = found;
    while (true) {
      List<? extends SagaEvent> events = decide.apply(before);
      if (events.isEmpty()) {
        return before;
      }
      try {
        return write(before, actor, events, change);
      } catch (WrongExpectedVersionException e) {
        before = reload(before.id());
      }
    }
  }

  private Saga write(
      Saga before, String actor, List<? extends SagaEvent> events, @Nullable TableChange change) {
    List<NewEvent> stored =
        events.stream().map(event -> stored(before.id(), actor, event)).toList();
    appender.append(stream(before.id()), ExpectedVersion.exactly(before.version()), stored, change);
    Saga written = before.after(events);
    AfterCommit.run(
        () -> {
          remember(written);
          snapshots.appended(
              stream(written.id()),
              FOLD,
              written,
              written.version(),
              stored.size(),
              stored.get(stored.size() - 1).eventId());
        });
    return written;
  }

  // commits of two threads may be told of in the other order
  private void remember(Saga committed) {
    recent
        .asMap()
        .merge(
            committed.id(),
            committed,
            (known, other) -> other.version() > known.version() ? other : known);
  }

  private NewEvent stored(String sagaId, String actor, SagaEvent event) {
    return CODEC.stored(event, ids.generateId(), clock.instant(), sagaId, null, actor);
  }

  private Saga load(String sagaId) {
    return snapshots.load(stream(sagaId), FOLD);
  }

  static String stream(String sagaId) {
    return "saga-" + sagaId;
  }
}
