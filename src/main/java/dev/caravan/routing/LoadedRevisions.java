package dev.caravan.routing;

import dev.caravan.saga.FlowRevisions;
import dev.caravan.saga.FlowsNotReadyException;
import dev.caravan.saga.OpenSagas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The revisions whose routes run in this process: the active one of each flow, those that open
 * sagas are on, and for a while those that a callback brought back.
 *
 * <p>That a revision is needed no more need not be known for certain: one that was removed too
 * early is loaded again by whoever calls it.
 */
@Component
class LoadedRevisions implements FlowRevisions {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedRevisions.class);

  /** For orders that were about to enter the revision when it was replaced. */
  private static final Duration AFTER_REPLACEMENT = Duration.ofSeconds(1);

  /** A callback that failed is made again within that time. */
  private static final Duration AFTER_CALLBACK = Duration.ofSeconds(60);

  private final FlowStore store;
  private final FlowCheck check;
  private final RevisionRoutes routes;
  private final FlowDirect direct;
  private final OpenSagas open;
  private final Clock clock;
  private final Lock lock = new ReentrantLock();
  private final Map<RevisionId, Loaded> loaded = new ConcurrentHashMap<>();
  private volatile Names names = new Names(Map.of(), Map.of(), Map.of());
  private volatile boolean ready;

  LoadedRevisions(
      FlowStore store,
      FlowCheck check,
      RevisionRoutes routes,
      FlowDirect direct,
      OpenSagas open,
      Clock clock) {
    this.store = store;
    this.check = check;
    this.routes = routes;
    this.direct = direct;
    this.open = open;
    this.clock = clock;
  }

  /** A revision and its routes; {@code keepUntil} counts once it is not the active one. */
  private record Loaded(
      RevisionId id, FlowShape shape, List<String> routeIds, boolean active, Instant keepUntil) {}

  /**
   * What names mean at one moment: revisions that orders and processes take, and endpoints of
   * active ones.
   */
  private record Names(
      Map<String, Integer> forOrders,
      Map<String, Integer> forProcesses,
      Map<String, String> direct) {
    boolean isActive(RevisionId id) {
      return Stream.of(forOrders, forProcesses)
          .anyMatch(taken -> Integer.valueOf(id.number()).equals(taken.get(id.flow())));
    }
  }

  @Override
  public Map<String, Integer> forOrders() {
    return loadedNames().forOrders();
  }

  @Override
  public Map<String, Integer> forProcesses() {
    return loadedNames().forProcesses();
  }

  private Names loadedNames() {
    if (!ready) {
      throw new FlowsNotReadyException();
    }
    return names;
  }

  /** All that is active at the start is loaded. */
  void ready() {
    ready = true;
  }

  @Override
  public Optional<Entry> entry(String flow, int revision) {
    RevisionId id = new RevisionId(flow, revision);
    if (!ensure(id)) {
      return Optional.empty();
    }
    Loaded one = loaded.get(id);
    // it may have been drained since
    Duration timeLimit = one == null ? null : one.shape().timeLimit();
    return Optional.of(new Entry("direct:" + id.scoped(flow), timeLimit));
  }

  /** What a {@code direct:} name means now; null where no flow has it. */
  @Nullable String activeName(String name) {
    return names.direct().get(name);
  }

  /** Starts a revision that nothing takes yet. */
  void start(RevisionId id, FlowShape shape, String yaml) throws Exception {
    lock.lock();
    try {
      List<String> ids = routes.start(id, shape, yaml);
      loaded.put(id, new Loaded(id, shape, ids, false, clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  /** Whether orders that name no flow have one. */
  boolean takesDefault() {
    return names.forOrders().containsKey(Flows.DEFAULT);
  }

  /** Loads a revision where it is not; false where there is none. */
  boolean ensure(RevisionId id) {
    // what is taken is nearly always there, and needs no lock
    if (names.isActive(id)) {
      return true;
    }
    lock.lock();
    try {
      if (loaded.containsKey(id)) {
        return true;
      }
      Optional<Revision> revision = store.revision(id);
      if (revision.isEmpty()) {
        return false;
      }
      load(revision.get());
      LOG.info("flow {} is loaded again: a saga is on it", id);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void load(Revision revision) {
    RevisionId id = revision.id();
    FlowShape shape = check.shape(id.flow(), revision.yaml());
    try {
      List<String> ids = routes.start(id, shape, revision.yaml());
      Instant keepUntil = clock.instant().plus(AFTER_CALLBACK);
      loaded.put(id, new Loaded(id, shape, ids, false, keepUntil));
    } catch (Exception e) {
      throw new IllegalStateException("flow " + id + " cannot be loaded again", e);
    }
  }

  /** New orders and calls take this revision from now on; the one before it is drained. */
  void activate(RevisionId id) {
    lock.lock();
    try {
      ensure(id);
      replace(id.flow(), id);
    } finally {
      lock.unlock();
    }
  }

  /** New orders and calls do not find the flow any more. */
  void deactivate(String flow) {
    lock.lock();
    try {
      replace(flow, null);
    } finally {
      lock.unlock();
    }
  }

  private void replace(String flow, @Nullable RevisionId by) {
    for (Loaded one : List.copyOf(loaded.values())) {
      boolean active = one.id().equals(by);
      if (one.id().flow().equals(flow) && active != one.active()) {
        loaded.put(
            one.id(),
            new Loaded(
                one.id(),
                one.shape(),
                one.routeIds(),
                active,
                clock.instant().plus(AFTER_REPLACEMENT)));
      }
    }
    Map<String, Integer> forOrders = new TreeMap<>();
    Map<String, Integer> forProcesses = new TreeMap<>();
    Map<String, String> endpoints = new HashMap<>();
    for (Loaded one : active()) {
      if (one.shape().takesOrders()) {
        forOrders.put(one.id().flow(), one.id().number());
      } else if (one.shape().direct().containsKey(one.id().flow())) {
        forProcesses.put(one.id().flow(), one.id().number());
      }
      one.shape().direct().keySet().forEach(name -> endpoints.put(name, one.id().scoped(name)));
    }
    names = new Names(Map.copyOf(forOrders), Map.copyOf(forProcesses), Map.copyOf(endpoints));
    direct.namesChanged();
  }

  /** Takes away what {@link #start} started and nothing took. */
  void discard(RevisionId id) {
    lock.lock();
    try {
      Loaded one = loaded.remove(id);
      if (one != null) {
        routes.remove(one.routeIds());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes the revisions that are not active and on which no saga is open any more. */
  void drain() {
    lock.lock();
    try {
      List<Loaded> idle =
          loaded.values().stream()
              .filter(one -> !one.active() && one.keepUntil().isBefore(clock.instant()))
              .filter(one -> !routes.areBusy(one.routeIds()))
              .toList();
      if (idle.isEmpty()) {
        return;
      }
      Map<String, Map<Integer, Long>> onRevisions = open.byRevision();
      for (Loaded one : idle) {
        if (!isNeeded(one, onRevisions)) {
          discard(one.id());
          LOG.info("flow {} is drained and removed", one.id());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  // steps that other flows call are not counted by revision: what began before it was replaced may
  // have used it
  private boolean isNeeded(Loaded one, Map<String, Map<Integer, Long>> onRevisions) {
    return one.shape().takesOrders()
        ? onRevisions.getOrDefault(one.id().flow(), Map.of()).containsKey(one.id().number())
        : open.anyBegunBy(one.keepUntil());
  }

  /** The numbers of a flow's revisions whose routes run here. */
  Set<Integer> running(String flow) {
    lock.lock();
    try {
      Set<Integer> numbers = new TreeSet<>();
      loaded.keySet().stream()
          .filter(id -> id.flow().equals(flow))
          .forEach(id -> numbers.add(id.number()));
      return numbers;
    } finally {
      lock.unlock();
    }
  }

  /** The active revision of each flow as this process has it. */
  Map<String, Integer> activeNumbers() {
    Map<String, Integer> numbers = new TreeMap<>();
    active().forEach(one -> numbers.put(one.id().flow(), one.id().number()));
    return numbers;
  }

  /** What is in the active revision of each flow. */
  Map<String, FlowShape> activeShapes() {
    Map<String, FlowShape> shapes = new TreeMap<>();
    active().forEach(one -> shapes.put(one.id().flow(), one.shape()));
    return shapes;
  }

  /** The ids of the routes of all active revisions. */
  Collection<String> activeRoutes() {
    List<String> ids = new ArrayList<>();
    active().forEach(one -> ids.addAll(one.routeIds()));
    return ids;
  }

  private List<Loaded> active() {
    lock.lock();
    try {
      return loaded.values().stream().filter(Loaded::active).toList();
    } finally {
      lock.unlock();
    }
  }
}
