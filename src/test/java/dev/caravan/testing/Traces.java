package dev.caravan.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Looks for a text in all rows of all tables of a database. */
public final class Traces {
  private Traces() {}

  /** The tables that hold one of the texts, as it is or its UTF-8 bytes in a column of bytes. */
  public static List<String> of(JdbcTemplate jdbc, List<String> texts) {
    List<String> found = new ArrayList<>();
    for (String table :
        jdbc.queryForList(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables"
                + " where table_schema not in ('pg_catalog', 'information_schema')",
            String.class)) {
      jdbc.queryForList("select t::text from " + table + " t", String.class)
          .forEach(
              row ->
                  texts.stream()
                      .filter(text -> row.contains(text) || row.contains(hex(text)))
                      .forEach(text -> found.add(table + ": " + text)));
    }
    return found;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
