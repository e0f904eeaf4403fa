package dev.caravan.saga;

import dev.caravan.journal.TableChange;
import dev.caravan.order.OrderOwner;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which sagas may not be over, and which process is to end each. A process has all of its sagas by
 * one lease; where that is gone, others may take them. Times are those of the database's clock.
 */
@Component
class SagaLeases implements OrderOwner, SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(SagaLeases.class);

  /** How long a process that gives no sign of life keeps its sagas. */
  static final Duration LEASE = Duration.ofSeconds(10);

  /** How long a saga rests that could not be brought to its end. */
  private static final Duration REST = Duration.ofSeconds(2);

  /** How many sagas that ended are kept for whoever looks at them. */
  private static final int ENDED = 10_000;

  private static final String FROM_NOW = "clock_timestamp() + ? * interval '1 millisecond'";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final OwnerFile file;
  private final Queue<String> over = new ConcurrentLinkedQueue<>();
  private final Set<String> inherited = ConcurrentHashMap.newKeySet();
  private final Queue<String> ended = new LinkedBlockingQueue<>(ENDED);
  private volatile String owner = "";
  private volatile long incarnation;
  private volatile boolean running;

  SagaLeases(JdbcTemplate jdbc, TransactionTemplate transaction, OwnerFile file) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.file = file;
  }

  /** From here on this process has its sagas, and those of its earlier incarnations have none. */
  @Override
  public void start() {
    owner = file.id();
    Long number =
        jdbc.queryForObject(
            "insert into saga.owner as o values (?, 1, "
                + FROM_NOW
                + ") on conflict (owner_id) do update"
                + " set incarnation = o.incarnation + 1, expires_at = excluded.expires_at"
                + " returning incarnation",
            Long.class,
            owner,
            LEASE.toMillis());
    incarnation = number == null ? 0 : number;
    running = true;
  }

  @Override
  public String ownerId() {
    return owner;
  }

  @Override
  public long incarnation() {
    return incarnation;
  }

  /**
   * The entry that a saga is open, to be made with the beginning of its log.
   *
   * @param orderId the order that ends with the saga; null where there is none
   */
  TableChange opening(String sagaId, @Nullable String orderId, Duration limit) {
    return new TableChange(
        "insert into saga.open_saga (saga_id, owner_id, incarnation, due_at, key)"
            + " select ?, ?, ?, "
            + FROM_NOW
            + ", ? from appended where version is not null",
        List.of(
            sagaId,
            owner,
            incarnation,
            limit.plus(SagaTime.GRACE).toMillis(),
            new SqlParameterValue(Types.VARCHAR, orderId)));
  }

  /** Says that a saga is over, by its log and at the coordinator. */
  void over(String sagaId) {
    over.add(sagaId);
  }

  /** Has a saga looked at soon by whoever has it. */
  void look(String sagaId) {
    jdbc.update(
        "update saga.open_saga set due_at = least(due_at, clock_timestamp()) where saga_id = ?",
        sagaId);
  }

  /** Gives a sign of life, and forgets sagas that are over. */
  void renew() {
    forget();
    int renewed =
        jdbc.update(
            "update saga.owner set expires_at = "
                + FROM_NOW
                + " where owner_id = ? and incarnation = ?",
            LEASE.toMillis(),
            owner,
            incarnation);
    if (renewed == 0) {
      LOG.error(
          "another process runs with a copy of this data directory and ends the sagas of this one");
    }
  }

  private void forget() {
    List<String> ids = drained(over);
    if (!ids.isEmpty()) {
      jdbc.update(
          "delete from saga.open_saga where saga_id = any(?)", (Object) ids.toArray(String[]::new));
      ids.forEach(inherited::remove);
      ids.forEach(ended::offer);
    }
  }

  /** Sagas of this process that were found to be over since this was asked last. */
  List<String> ended() {
    return drained(ended);
  }

  private static List<String> drained(Queue<String> queue) {
    List<String> ids = new ArrayList<>();
    for (String id = queue.poll(); id != null; id = queue.poll()) {
      ids.add(id);
    }
    return ids;
  }

  /** The sagas that this process has, and that may not be over. */
  List<String> mine() {
    return jdbc.queryForList(
        "select saga_id from saga.open_saga where owner_id = ? and incarnation = ?",
        String.class,
        owner,
        incarnation);
  }

  /**
   * Takes sagas whose process is gone, and those of this process that should have ended by now; the
   * oldest first. They are this process's then, and are not given out again for a while.
   */
  List<String> take(int limit) {
    List<String> taken =
        transaction.execute(
            status -> {
              // one after the other: a statement does not see a process that started after it did,
              // and would take sagas that such a one has just taken for those of nobody
              jdbc.execute("select pg_advisory_xact_lock(hashtext('saga.open_saga'))");
              return takeAlone(limit);
            });
    return taken == null ? List.of() : taken;
  }

  /** Whether this process took the saga from one that was gone, and nobody has used that yet. */
  boolean isInherited(String sagaId) {
    return inherited.contains(sagaId);
  }

  /** Uses that the saga is inherited. */
  void disinherit(String sagaId) {
    inherited.remove(sagaId);
  }

  private List<String> takeAlone(int limit) {
    List<Taken> taken = taken(limit);
    taken.stream().filter(Taken::fromAnother).map(Taken::sagaId).forEach(inherited::add);
    return taken.stream().map(Taken::sagaId).toList();
  }

  /** A saga, and whether it was not of this process before. */
  private record Taken(String sagaId, boolean fromAnother) {}

  private List<Taken> taken(int limit) {
    return jdbc.query(
        "update saga.open_saga s set owner_id = ?, incarnation = ?, due_at = "
            + FROM_NOW
            + " from (select saga_id, owner_id <> ? or incarnation <> ? as another"
            + " from saga.open_saga o"
            + " where (o.owner_id = ? and o.incarnation = ? and o.due_at < clock_timestamp())"
            + " or not exists (select from saga.owner w where w.owner_id = o.owner_id"
            + " and w.incarnation = o.incarnation and w.expires_at > clock_timestamp())"
            + " order by o.due_at limit ?) as t where t.saga_id = s.saga_id"
            + " returning s.saga_id, t.another",
        (row, number) -> new Taken(row.getString(1), row.getBoolean(2)),
        owner,
        incarnation,
        REST.toMillis(),
        owner,
        incarnation,
        owner,
        incarnation,
        limit);
  }

  /** Lets others have what is left at once. */
  @Override
  public void stop() {
    running = false;
    forget();
    jdbc.update(
        "update saga.owner set expires_at = clock_timestamp()"
            + " where owner_id = ? and incarnation = ?",
        owner,
        incarnation);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before Camel starts and after it has stopped. */
  @Override
  public int getPhase() {
    return 0;
  }
}
