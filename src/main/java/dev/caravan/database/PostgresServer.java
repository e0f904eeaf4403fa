package dev.caravan.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;

/**
 * PostgreSQL as a child process, its cluster under the data directory.
 *
 * <p>Durable like a server of its own: what was committed survives the end of the JVM, of the
 * server and of the machine.
 */
final class PostgresServer implements AutoCloseable {
  static final String USER = "postgres";

  private final Path cluster;
  private final String password;
  private final EmbeddedPostgres server;

  PostgresServer(DataDirectory data) {
    cluster = data.resolve("postgres");
    try {
      new Postmaster(cluster).stop();
      password = password(data.resolve("postgres.password"));
      server = start(data);
      requirePassword();
    } catch (IOException | SQLException | RuntimeException e) {
      throw new IllegalStateException(
          "caravan.data-dir: PostgreSQL does not start in " + cluster + ": " + e.getMessage(), e);
    }
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
  }

  String password() {
    return password;
  }

  @Override
  public void close() throws IOException {
    server.close();
    new Postmaster(cluster).stop(); // a long checkpoint outlasts the patience of the call above
  }

  private EmbeddedPostgres start(DataDirectory data) throws IOException {
    // Not the parent of the cluster: the library deletes old clusters that it finds there. Its
    // builder has a setting for this too, but makes a directory in the temporary one all the same.
    System.setProperty("ot.epg.working-dir", data.resolve("postgres-binaries").toString());
    return EmbeddedPostgres.builder()
        .setDataDirectory(cluster)
        .setCleanDataDirectory(false)
        // its hook would stop the server while the application still drains
        .setRegisterShutdownHook(false)
        // recovery after a crash takes its time
        .setPGStartupWait(Duration.ofSeconds(60))
        .setLocaleConfig("locale", "C")
        .setConnectConfig("password", password)
        // the library's own defaults trade durability for speed
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("shared_buffers", "128MB")
        .setServerConfig("max_connections", "100")
        .start();
  }

  /** Once, at the first start: the cluster is made to trust everybody on this machine. */
  private void requirePassword() throws IOException, SQLException {
    Path rules = cluster.resolve("pg_hba.conf");
    String passwordOnly = "host all all 127.0.0.1/32 scram-sha-256\n";
    if (Files.readString(rules).equals(passwordOnly)) {
      return;
    }
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER USER " + USER + " PASSWORD '" + password + "'");
      Files.writeString(rules, passwordOnly);
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static String password(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(draft);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            draft,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(draft, HexFormat.of().formatHex(random));
      Files.move(draft, file);
    }
    return Files.readString(file).strip();
  }
}
