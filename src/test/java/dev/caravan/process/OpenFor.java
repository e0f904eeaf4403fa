package dev.caravan.process;

import dev.caravan.testing.Flows;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lets processes be open for longer than they are. */
final class OpenFor {
  private OpenFor() {}

  static void aMinuteMore(Flows tools, String flow) {
    tools
        .get(JdbcTemplate.class)
        .update(
            "update process.open_process set open_since = open_since - interval '1 minute'"
                + " where flow = ?",
            flow);
  }
}
