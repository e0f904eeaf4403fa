package dev.caravan.projection;

/** Where the tables of a read model are. */
enum Tables {
  /** Those that queries use. */
  LIVE("projection"),
  /** Those of a rebuild. */
  NEXT("projection_next");

  private final String schema;

  Tables(String schema) {
    this.schema = schema;
  }

  /** The full name of a table. */
  String name(String table) {
    return schema + "." + table;
  }
}
