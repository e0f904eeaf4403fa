package dev.caravan.journal;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Who has which partition of a group, until when, and up to where it has got; times are those of
 * the database's clock. Each call is a statement that is right by itself.
 */
@Component
class Leases {
  private static final String FROM_NOW = "clock_timestamp() + ? * interval '1 millisecond'";

  private final JdbcTemplate jdbc;

  Leases(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Makes the partitions of a group where they are not there yet. */
  void create(Subscription subscription) {
    jdbc.update(
        "insert into journal.subscription (group_name, partition, position)"
            + " select ?, p, case when ? then journal.settled_position() else 0 end"
            + " from generate_series(0, ?) p on conflict do nothing",
        subscription.group(),
        subscription.fromEnd(),
        Subscription.PARTITIONS - 1);
  }

  /**
   * Says that a member lives, and forgets those that don't any more.
   *
   * @return false where an older member of the group consumes something else: it is no member then
   */
  boolean join(Subscription subscription, String member) {
    jdbc.update(
        "delete from journal.subscriber where group_name = ? and expires_at < clock_timestamp()",
        subscription.group());
    boolean joined =
        jdbc.update(
                "insert into journal.subscriber as m"
                    + " select ?, ?, ?, clock_timestamp(), "
                    + FROM_NOW
                    + " where not exists (select from journal.subscriber o where o.group_name = ?"
                    + " and o.consumes <> ? and (o.joined_at, o.member) < (coalesce("
                    + "(select joined_at from journal.subscriber where group_name = ?"
                    + " and member = ?), clock_timestamp()), ?))"
                    + " on conflict (group_name, member) do update set expires_at ="
                    + " excluded.expires_at",
                subscription.group(),
                member,
                subscription.consumes(),
                subscription.lease().toMillis(),
                subscription.group(),
                subscription.consumes(),
                subscription.group(),
                member,
                member)
            == 1;
    if (!joined) {
      leave(subscription, member);
    }
    return joined;
  }

  /** How many partitions a member should have, so that all living ones share them out evenly. */
  int share(Subscription subscription, String member) {
    Integer share =
        jdbc.queryForObject(
            "select ? / greatest(count(*), 1)"
                + " + case when count(*) filter (where member < ?) < mod(?, greatest(count(*), 1))"
                + " then 1 else 0 end"
                + " from journal.subscriber where group_name = ? and expires_at > clock_timestamp()",
            Integer.class,
            Subscription.PARTITIONS,
            member,
            Subscription.PARTITIONS,
            subscription.group());
    return share == null ? 0 : share;
  }

  /** Takes partitions that nobody has, or whose owner has given no sign of life. */
  List<OwnedPartition> take(Subscription subscription, String member, int limit) {
    return jdbc.query(
        "update journal.subscription s set owner = ?, lease = s.lease + 1, expires_at = "
            + FROM_NOW
            + " from (select f.partition from journal.subscription f where f.group_name = ?"
            + " and (f.owner is null or f.expires_at < clock_timestamp())"
            + " order by f.partition limit ? for update skip locked) free"
            + " where s.group_name = ? and s.partition = free.partition"
            + " returning s.partition, s.lease, s.position",
        (row, number) -> new OwnedPartition(row.getInt(1), row.getLong(2), row.getLong(3)),
        member,
        subscription.lease().toMillis(),
        subscription.group(),
        limit,
        subscription.group());
  }

  /**
   * Keeps partitions for another while, and writes down up to where they have got.
   *
   * @return those that the member still has
   */
  Set<Integer> renew(
      Subscription subscription, String member, Collection<OwnedPartition> partitions) {
    return new HashSet<>(
        jdbc.queryForList(
            "update journal.subscription s set position = greatest(s.position, o.position),"
                + " expires_at = "
                + FROM_NOW
                + " from unnest(?, ?, ?) o (partition, lease, position)"
                + " where s.group_name = ? and s.owner = ? and s.partition = o.partition"
                + " and s.lease = o.lease returning s.partition",
            Integer.class,
            subscription.lease().toMillis(),
            partitions.stream().map(OwnedPartition::number).toArray(Integer[]::new),
            partitions.stream().map(OwnedPartition::lease).toArray(Long[]::new),
            partitions.stream().map(OwnedPartition::position).toArray(Long[]::new),
            subscription.group(),
            member));
  }

  /**
   * Moves the checkpoint of a partition, and holds it until the transaction ends.
   *
   * @return false where the member does not have it any more: nothing was moved
   */
  boolean move(Subscription subscription, String member, OwnedPartition partition, long to) {
    // what a crash of the database takes from us is handled again; so the disk need not be waited
    // for
    return jdbc.update(
            "with quick as materialized (select set_config('synchronous_commit', 'off', true))"
                + " update journal.subscription s set position = ? from quick"
                + " where s.group_name = ? and s.partition = ? and s.owner = ? and s.lease = ?",
            to,
            subscription.group(),
            partition.number(),
            member,
            partition.lease())
        == 1;
  }

  /** Lets others have a partition. */
  void release(Subscription subscription, String member, OwnedPartition partition) {
    jdbc.update(
        "update journal.subscription set position = greatest(position, ?), owner = null,"
            + " expires_at = null"
            + " where group_name = ? and partition = ? and owner = ? and lease = ?",
        partition.position(),
        subscription.group(),
        partition.number(),
        member,
        partition.lease());
  }

  /** A member is no more. */
  void leave(Subscription subscription, String member) {
    jdbc.update(
        "delete from journal.subscriber where group_name = ? and member = ?",
        subscription.group(),
        member);
  }
}
