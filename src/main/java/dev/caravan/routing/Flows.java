package dev.caravan.routing;

import dev.caravan.routing.FlowConflictException.Kind;
import dev.caravan.routing.FlowEvent.FlowRejected;
import dev.caravan.routing.FlowEvent.FlowRolledBack;
import dev.caravan.routing.FlowStatus.State;
import dev.caravan.routing.FlowStore.Row;
import dev.caravan.routing.Revision.Source;
import dev.caravan.saga.OpenSagas;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * The life of flows. Each change is either whole, in the database, the journal and this process, or
 * there is nothing of it; whatever fails on the way leaves the active revision as it is.
 */
@Component("yamlFlows")
public class Flows {
  private static final Logger LOG = LoggerFactory.getLogger(Flows.class);

  /** The flow of orders that name none. */
  static final String DEFAULT = "order-fulfilment";

  /** The number of a revision that is only tried. */
  private static final int TRIAL = 0;

  private final FlowStore store;
  private final FlowCheck check;
  private final FlowReferences references;
  private final LoadedRevisions revisions;
  private final OpenSagas open;
  private final DryRun dryRun;
  private final Lock lock = new ReentrantLock();
  private final Map<String, String> startErrors = new TreeMap<>();

  Flows(
      FlowStore store,
      FlowCheck check,
      FlowReferences references,
      LoadedRevisions revisions,
      OpenSagas open,
      DryRun dryRun) {
    this.store = store;
    this.check = check;
    this.references = references;
    this.revisions = revisions;
    this.open = open;
    this.dryRun = dryRun;
  }

  /**
   * Brings a text: checked, kept, active for new orders. The text that is active already changes
   * nothing.
   *
   * @param expected what is asked of the number of the active revision, null where there is none
   * @return the active revision
   * @throws InvalidFlowException where it is refused, which is journaled
   * @throws FlowConflictException where the active revision is not as expected
   */
  public int put(String flow, byte[] yaml, String author, Predicate<@Nullable Integer> expected) {
    lock.lock();
    try {
      return bring(flow, yaml, Source.REST, author, expected);
    } catch (InvalidFlowException e) {
      reject(flow, yaml, Source.REST, author, e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Integer requireActive(String flow, Predicate<@Nullable Integer> expected) {
    Integer active = store.find(flow).map(Row::activeRevision).orElse(null);
    if (!expected.test(active)) {
      throw new FlowConflictException(
          Kind.STALE,
          "the active revision of " + flow + " is " + (active == null ? "none" : active));
    }
    return active;
  }

  /** As {@link #put}, but a refusal is left to the caller to take down. */
  int take(String flow, byte[] yaml, Source source, String author) {
    lock.lock();
    try {
      return bring(flow, yaml, source, author, active -> true);
    } finally {
      lock.unlock();
    }
  }

  private int bring(
      String flow,
      byte[] yaml,
      Source source,
      String author,
      Predicate<@Nullable Integer> expected) {
    while (true) {
      requireActive(flow, expected);
      try {
        return bring(flow, yaml, source, author);
      } catch (DuplicateKeyException e) {
        // another process took that number: what it took may be the same, or not what is expected
        follow();
      }
    }
  }

  private int bring(String flow, byte[] yaml, Source source, String author) {
    String hash = hash(yaml);
    Optional<Revision> active = active(flow);
    if (active.isPresent() && active.get().hash().equals(hash)) {
      if (source != Source.REST) {
        store.looked(flow, hash, null);
      }
      return active.get().number();
    }
    String text = new String(yaml, StandardCharsets.UTF_8);
    RevisionId id = new RevisionId(flow, store.nextNumber(flow));
    start(id, yaml);
    try {
      store.activate(id, hash, text, source, author);
    } catch (RuntimeException e) {
      revisions.discard(id);
      throw e;
    }
    activated(id, author);
    return id.number();
  }

  private FlowShape start(RevisionId id, byte[] yaml) {
    FlowShape shape = check.check(id.flow(), yaml);
    references.check(id.flow(), shape);
    try {
      revisions.start(id, shape, new String(yaml, StandardCharsets.UTF_8));
      return shape;
    } catch (Exception e) {
      LOG.debug("flow {} does not start", id, e);
      throw new InvalidFlowException(
          List.of(new Finding(1, 1, "Camel cannot start it: " + root(e))));
    }
  }

  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private void activated(RevisionId id, String author) {
    revisions.activate(id);
    startErrors.remove(id.flow());
    LOG.info("flow {} is active, by {}", id, author);
  }

  void reject(
      String flow, byte[] yaml, Source source, String author, InvalidFlowException invalid) {
    String error = FlowErrors.text(flow, invalid.findings());
    LOG.warn("refused by {}: {}", author, error);
    store.reject(flow, new FlowRejected(hash(yaml), source, invalid.findings()), error, author);
  }

  /**
   * Checks a text, builds and starts it aside, and takes it away again.
   *
   * @throws InvalidFlowException where it would be refused
   */
  public void validate(String flow, byte[] yaml) {
    tried(new RevisionId(flow, TRIAL), yaml);
  }

  private FlowShape tried(RevisionId trial, byte[] yaml) {
    lock.lock();
    try {
      FlowShape shape = start(trial, yaml);
      revisions.discard(trial);
      return shape;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Validates a text, and runs the last orders of its flow through it: with the answers that their
   * steps gave then, and without any effect.
   *
   * @param orders how many at the most
   * @throws InvalidFlowException where the text would be refused, or takes no orders
   * @throws FlowConflictException where another dry run is under way
   */
  public DryRunReport dryRun(String flow, byte[] yaml, int orders) {
    RevisionId trial = new RevisionId(flow, TRIAL);
    FlowShape shape = tried(trial, yaml);
    if (!shape.takesOrders()) {
      throw new InvalidFlowException(
          List.of(new Finding(1, 1, "no order can name it, so no order can be run through it")));
    }
    return dryRun.run(trial, shape, new String(yaml, StandardCharsets.UTF_8), orders);
  }

  /**
   * Goes back, or forward, to a revision that is there.
   *
   * @throws InvalidFlowException where it would be refused today
   * @throws FlowConflictException where there is no such revision, or the active one is not as
   *     expected
   */
  public void activate(
      String flow, int number, String author, Predicate<@Nullable Integer> expected) {
    lock.lock();
    try {
      Revision revision =
          store
              .revision(new RevisionId(flow, number))
              .orElseThrow(
                  () ->
                      new FlowConflictException(
                          Kind.UNKNOWN, "no revision " + number + " of " + flow));
      Integer active = requireActive(flow, expected);
      if (active != null && active == number) {
        return;
      }
      startAgain(revision);
      store.goBack(revision, author);
      activated(revision.id(), author);
    } finally {
      lock.unlock();
    }
  }

  private void startAgain(Revision revision) {
    byte[] yaml = revision.yaml().getBytes(StandardCharsets.UTF_8);
    if (revisions.running(revision.flow()).contains(revision.number())) {
      references.check(revision.flow(), check.check(revision.flow(), yaml));
    } else {
      start(revision.id(), yaml);
    }
  }

  /**
   * Goes back because of what the guard found.
   *
   * @throws FlowConflictException where another revision is active by now
   */
  void rollBack(String flow, FlowRolledBack rolledBack) {
    lock.lock();
    try {
      requireActive(flow, active -> active != null && active == rolledBack.from());
      Revision to = store.revision(new RevisionId(flow, rolledBack.to())).orElseThrow();
      startAgain(to);
      store.rollBack(to, rolledBack);
      activated(to.id(), FlowStore.GUARD);
      LOG.warn("flow {}: {}", flow, rolledBack.reason());
    } finally {
      lock.unlock();
    }
  }

  /**
   * New orders cannot take the flow any more; its routes go once its sagas have ended.
   *
   * @throws FlowConflictException where it is not active or not as expected, is that of orders that
   *     name none, or is called by another flow
   */
  public void retire(String flow, String author, Predicate<@Nullable Integer> expected) {
    lock.lock();
    try {
      Integer active = requireActive(flow, expected);
      if (active == null) {
        throw new FlowConflictException(Kind.UNKNOWN, "no flow " + flow);
      }
      if (flow.equals(DEFAULT)) {
        throw new FlowConflictException(Kind.NEEDED, "orders that name no flow take " + flow);
      }
      try {
        references.checkRetirement(flow);
      } catch (InvalidFlowException e) {
        throw new FlowConflictException(Kind.NEEDED, e.findings().get(0).detail());
      }
      store.retire(new RevisionId(flow, active), author);
      revisions.deactivate(flow);
      LOG.info("flow {} is retired by {}", flow, author);
    } finally {
      lock.unlock();
    }
  }

  /** All flows by name, retired and refused ones too. */
  public List<FlowStatus> all() {
    Map<String, Map<Integer, Long>> sagas = open.byRevision();
    List<FlowStatus> all = new ArrayList<>();
    for (Row row : store.all()) {
      Map<Integer, Long> onIt = sagas.getOrDefault(row.name(), Map.of());
      String error = startErrors.getOrDefault(row.name(), row.lastError());
      all.add(
          new FlowStatus(
              row.name(), row.source(), row.activeRevision(), state(row, onIt), onIt, error));
    }
    return all;
  }

  private State state(Row row, Map<Integer, Long> sagas) {
    if (row.activeRevision() != null) {
      return State.ACTIVE;
    }
    if (row.source() == null) {
      return State.REFUSED;
    }
    return sagas.isEmpty() && revisions.running(row.name()).isEmpty()
        ? State.RETIRED
        : State.DRAINING;
  }

  /** The active revision of a flow. */
  public Optional<Revision> active(String flow) {
    return store
        .find(flow)
        .map(Row::activeRevision)
        .flatMap(number -> store.revision(new RevisionId(flow, number)));
  }

  /** All revisions of a flow, the newest first; empty where there is no such flow. */
  public List<Revision> revisions(String flow) {
    return store.revisions(flow);
  }

  /** Loads what is active and what open sagas are on. What does not start is told, not thrown. */
  void load() {
    lock.lock();
    try {
      follow();
      open.byRevision()
          .forEach((flow, numbers) -> numbers.keySet().forEach(number -> ensure(flow, number)));
    } finally {
      lock.unlock();
    }
  }

  private void ensure(String flow, int number) {
    try {
      revisions.ensure(new RevisionId(flow, number));
    } catch (RuntimeException e) {
      LOG.error("flow {} revision {}, which open sagas are on, does not start", flow, number, e);
    }
  }

  /** Makes active in this process what is so in the database: another one may have changed it. */
  void follow() {
    lock.lock();
    try {
      Map<String, Integer> here = revisions.activeNumbers();
      Map<String, Integer> kept = store.activeNumbers();
      kept.forEach(
          (flow, number) -> {
            if (!number.equals(here.get(flow)) && !startErrors.containsKey(flow)) {
              load(new RevisionId(flow, number));
            }
          });
      here.keySet().stream().filter(flow -> !kept.containsKey(flow)).forEach(revisions::deactivate);
    } finally {
      lock.unlock();
    }
  }

  private void load(RevisionId id) {
    try {
      revisions.activate(id);
      LOG.info("flow {} is active", id);
    } catch (RuntimeException e) {
      startErrors.put(id.flow(), id + " does not start: " + root(e));
      LOG.error("flow {} does not start", id, e);
    }
  }

  static String hash(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
