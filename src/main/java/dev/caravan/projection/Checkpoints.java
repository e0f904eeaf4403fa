package dev.caravan.projection;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Up to which position each projection has followed the journal. */
@Component
class Checkpoints {
  private final JdbcTemplate jdbc;

  Checkpoints(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Where a projection stands; a new one stands at 0. */
  long position(String projection) {
    jdbc.update(
        "insert into projection.checkpoint values (?, 0) on conflict do nothing", projection);
    Long position =
        jdbc.queryForObject(
            "select position from projection.checkpoint where name = ?", Long.class, projection);
    return position == null ? 0 : position;
  }

  /** Where each projection stands that has been followed yet. */
  Map<String, Long> all() {
    Map<String, Long> positions = new HashMap<>();
    jdbc.query(
        "select name, position from projection.checkpoint",
        row -> {
          positions.put(row.getString("name"), row.getLong("position"));
        });
    return positions;
  }

  /**
   * Moves a checkpoint, and holds it until the transaction ends.
   *
   * @return false where it does not stand at {@code from}: another process has moved it
   */
  boolean move(String projection, long from, long to) {
    // what a crash takes from us the journal still has; so the disk need not be waited for
    jdbc.execute("set local synchronous_commit to off");
    return jdbc.update(
            "update projection.checkpoint set position = ? where name = ? and position = ?",
            to,
            projection,
            from)
        == 1;
  }

  /** Where a projection stands, held there until the transaction ends. */
  long hold(String projection) {
    position(projection);
    Long position =
        jdbc.queryForObject(
            "select position from projection.checkpoint where name = ? for update",
            Long.class,
            projection);
    return position == null ? 0 : position;
  }

  /** Sets one that the caller holds. */
  void set(String projection, long position) {
    jdbc.update(
        "update projection.checkpoint set position = ? where name = ?", position, projection);
  }
}
