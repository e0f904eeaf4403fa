package dev.caravan.journal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/** The groups that this process consumes for, and how they do. */
@Component
class Subscriptions {
  private final Leases leases;
  private final PartitionReader reader;
  private final SetAsideTable aside;
  private final EventReader journal;
  private final JournalSignal signal;
  private final IdGenerator ids;
  private final MeterRegistry metrics;
  private final Map<String, List<GroupMember>> running = new ConcurrentHashMap<>();

  Subscriptions(
      Leases leases,
      PartitionReader reader,
      SetAsideTable aside,
      EventReader journal,
      JournalSignal signal,
      IdGenerator ids,
      MeterRegistry metrics) {
    this.leases = leases;
    this.reader = reader;
    this.aside = aside;
    this.journal = journal;
    this.signal = signal;
    this.ids = ids;
    this.metrics = metrics;
  }

  GroupMember member(Subscription subscription, Delivery.Handler handler) {
    String name = ProcessHandle.current().pid() + "-" + ids.generateId();
    return new GroupMember(subscription, name, leases, reader, aside, handler);
  }

  JournalSignal.Listening listen(Runnable listener) {
    return signal.listen(listener);
  }

  void begun(Subscription subscription, List<GroupMember> members) {
    String group = subscription.group();
    running
        .computeIfAbsent(
            group,
            first -> {
              gauges(group);
              return new CopyOnWriteArrayList<>();
            })
        .addAll(members);
  }

  void ended(Subscription subscription, List<GroupMember> members) {
    running.get(subscription.group()).removeAll(members);
  }

  private void gauges(String group) {
    Gauge.builder("caravan.subscription.lag", () -> lag(group))
        .description("Positions of the journal that the group has not passed in this process")
        .tag("group", group)
        .register(metrics);
    Gauge.builder("caravan.subscription.set.aside", () -> aside.count(group))
        .description("Events that the group has set aside")
        .tag("group", group)
        .register(metrics);
  }

  /** Of the partition that is furthest behind, of those that this process has. */
  private long lag(String group) {
    long last = journal.lastPosition();
    return running.getOrDefault(group, List.of()).stream()
        .flatMap(member -> member.partitions().stream())
        .mapToLong(partition -> Math.max(0, last - partition.position()))
        .max()
        .orElse(0);
  }

  /** What keeps groups from going on in this process, by group; those that go on are left out. */
  Map<String, String> failures() {
    Map<String, String> failures = new TreeMap<>();
    running.forEach(
        (group, members) ->
            members.forEach(
                member -> {
                  String failure = member.failure();
                  if (failure != null) {
                    failures.put(group, failure);
                  }
                }));
    return failures;
  }
}
