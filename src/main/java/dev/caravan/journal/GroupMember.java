package dev.caravan.journal;

import dev.caravan.journal.PartitionReader.Routed;
import dev.caravan.journal.PartitionReader.Slice;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a group: hands on the events of the partitions that it has, one after the other.
 *
 * <p>{@link #run} on a thread of its own does the handing on; {@link #beat}, called from another
 * one now and then, keeps the leases meanwhile, so that an event may take as long as it needs.
 */
final class GroupMember implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);

  private static final int BATCH = 100;

  /** Signals that come closer together are answered by one look. */
  private static final long GAP_MILLIS = 10;

  /** Between looks that nobody asked for: at first, and after a while without events. */
  private static final long FIRST_IDLE_MILLIS = 100;

  private static final long LAST_IDLE_MILLIS = 1_000;

  private final Subscription subscription;
  private final String name;
  private final Leases leases;
  private final PartitionReader reader;
  private final SetAsideTable aside;
  private final Delivery delivery;

  private final Map<Integer, OwnedPartition> owned = new ConcurrentSkipListMap<>();
  private final Semaphore news = new Semaphore(0);

  private volatile boolean stopping;
  private volatile long validUntil = System.nanoTime();
  private volatile @Nullable String noLease;
  private volatile @Nullable String noEvents;
  private boolean created;

  GroupMember(
      Subscription subscription,
      String name,
      Leases leases,
      PartitionReader reader,
      SetAsideTable aside,
      Delivery.Handler handler) {
    this.subscription = subscription;
    this.name = name;
    this.leases = leases;
    this.reader = reader;
    this.aside = aside;
    this.delivery = new Delivery(subscription, name, leases, aside, handler, this::mayWork);
  }

  /** What it has. */
  Collection<OwnedPartition> partitions() {
    return owned.values();
  }

  /** What keeps it from going on, null where nothing does. */
  @Nullable String failure() {
    return noLease != null ? noLease : noEvents;
  }

  /** Says that the journal may have grown, so that the next look need not wait for its time. */
  void wake() {
    news.release();
  }

  /** Ends {@link #run} after the event in hand. */
  void stop() {
    stopping = true;
    news.release();
  }

  /** Keeps what it has and takes its share of what nobody has. */
  void beat() {
    try {
      if (!created) {
        leases.create(subscription);
        created = true;
      }
      long asked = System.nanoTime();
      if (leases.join(subscription, name)) {
        renew();
        validUntil = asked + subscription.lease().toNanos();
        balance();
        lookForRetries();
        noLease = null;
      } else {
        owned.values().forEach(OwnedPartition::lose);
        trouble("another member of the group consumes something else; waits until it is gone");
      }
    } catch (RuntimeException e) {
      trouble(e.toString());
    }
  }

  private void trouble(String what) {
    if (noLease == null) {
      LOG.warn("group {} gets no lease: {}", subscription.group(), what);
    }
    noLease = what;
  }

  private void renew() {
    List<OwnedPartition> asked = List.copyOf(owned.values());
    Set<Integer> kept = leases.renew(subscription, name, asked);
    for (OwnedPartition partition : asked) {
      if (!kept.contains(partition.number())) {
        partition.lose();
      }
    }
  }

  private void balance() {
    owned.values().removeIf(OwnedPartition::isGone);
    int share = leases.share(subscription, name);
    int number = 0;
    for (OwnedPartition partition : owned.values()) {
      boolean tooMany = ++number > share;
      partition.leave(tooMany);
      if (tooMany) {
        wake();
      }
    }
    if (number < share) {
      for (OwnedPartition partition : leases.take(subscription, name, share - number)) {
        aside.streams(subscription.group(), partition.number()).forEach(partition::block);
        owned.put(partition.number(), partition);
        wake();
      }
    }
  }

  private void lookForRetries() {
    for (SetAsideTable.Requested request :
        aside.requested(subscription.group(), List.copyOf(owned.keySet()))) {
      OwnedPartition partition = owned.get(request.partition());
      if (partition != null) {
        partition.retry(request.stream());
        wake();
      }
    }
  }

  @Override
  public void run() {
    long idle = FIRST_IDLE_MILLIS;
    try {
      while (!stopping) {
        long begun = System.nanoTime();
        if (lookAgain()) {
          idle = FIRST_IDLE_MILLIS;
          continue;
        }
        // news may speak of events that still stand behind somebody else's open transaction, the
        // end of which nobody tells if it is rolled back: so the looks become rarer by and by
        boolean told = news.tryAcquire(Math.min(idle, nextRetryMillis()), TimeUnit.MILLISECONDS);
        news.drainPermits();
        idle = told ? FIRST_IDLE_MILLIS : Math.min(2 * idle, LAST_IDLE_MILLIS);
        if (told && !stopping) {
          Thread.sleep(
              Math.max(0, GAP_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean lookAgain() {
    try {
      boolean again = look();
      if (noEvents != null) {
        LOG.info("group {} goes on", subscription.group());
        noEvents = null;
      }
      return again;
    } catch (RuntimeException | Error e) {
      // whatever it is: a thread that ends would keep its partitions for ever
      if (noEvents == null && !stopping) {
        LOG.error("group {} stands still and tries again", subscription.group(), e);
      }
      noEvents = e.toString();
      return false;
    }
  }

  private long nextRetryMillis() {
    return owned.values().stream()
        .mapToLong(OwnedPartition::waitNanos)
        .filter(nanos -> nanos > 0)
        .map(nanos -> TimeUnit.NANOSECONDS.toMillis(nanos) + 1)
        .min()
        .orElse(LAST_IDLE_MILLIS);
  }

  /**
   * Hands on what is next.
   *
   * @return whether there was anything
   */
  boolean look() {
    owned.values().removeIf(OwnedPartition::isGone);
    for (OwnedPartition partition : owned.values()) {
      if (partition.isLeaving()) {
        leases.release(subscription, name, partition);
        owned.remove(partition.number(), partition);
      } else {
        delivery.retry(partition);
      }
    }
    List<OwnedPartition> ready =
        owned.values().stream().filter(p -> mayWork(p) && p.waitNanos() <= 0).toList();
    if (ready.isEmpty()) {
      return false;
    }
    Slice slice = reader.read(subscription, ready, BATCH);
    Set<Integer> open = new HashSet<>();
    ready.forEach(partition -> open.add(partition.number()));
    for (Routed routed : slice.events()) {
      OwnedPartition partition = owned.get(routed.partition());
      if (open.contains(routed.partition())
          && (partition == null
              || !mayWork(partition)
              || !delivery.take(partition, routed.event()))) {
        open.remove(routed.partition());
      }
    }
    for (OwnedPartition partition : ready) {
      if (open.contains(partition.number())) {
        partition.passed(slice.end());
      }
    }
    return !slice.events().isEmpty();
  }

  /**
   * A lease counts from before it was asked for, so it ends here before it does in the database.
   */
  private boolean mayWork(OwnedPartition partition) {
    return !stopping
        && !partition.isGone()
        && !partition.isLeaving()
        && validUntil - System.nanoTime() > 0;
  }

  /** Gives back what it has; not while {@link #run} is at work. */
  void leave() {
    leases.renew(subscription, name, owned.values());
    owned.values().forEach(partition -> leases.release(subscription, name, partition));
    owned.clear();
    leases.leave(subscription, name);
  }
}
