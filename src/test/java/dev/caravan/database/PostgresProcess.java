package dev.caravan.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A process with an embedded database that a test can kill. */
final class PostgresProcess {
  private PostgresProcess() {}

  /**
   * Prints a line after each committed row, until it is killed.
   *
   * @param arguments the data directory
   */
  public static void main(String[] arguments) {
    try {
      PostgresServer server = new PostgresServer(new DataDirectory(arguments[0]));
      try (Connection connection =
              DriverManager.getConnection(server.url(), PostgresServer.USER, server.password());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE written (id int PRIMARY KEY)");
        for (int id = 1; ; id++) {
          statement.execute("INSERT INTO written VALUES (" + id + ")");
          System.out.println("committed " + id);
        }
      }
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
  }
}
