package dev.caravan.projection;

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

  /**
   * Moves a checkpoint, and holds it until the transaction ends.
   *
   * @return false where it does not stand at {@code from}: another process has moved it
   */
  boolean move(String projection, long from, long to) {
    return jdbc.update(
            "update projection.checkpoint set position = ? where name = ? and position = ?",
            to,
            projection,
            from)
        == 1;
  }
}
