package dev.caravan.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The packaged application's classes and libraries for wirings (a) and (c), with the benchmark's
 * own classes added and Caravan's JAX-RS client taken away: a JVM that sees its service file has no
 * stock coordinator any more.
 */
final class UnpackedJar {
  private static final String CLASSES = "BOOT-INF/classes/";
  private static final String LIBRARIES = "BOOT-INF/lib/";
  private static final String CLIENT_SERVICE =
      CLASSES + "META-INF/services/jakarta.ws.rs.client.ClientBuilder";

  private UnpackedJar() {}

  /** Unpacks into a directory and returns the class path. */
  static String unpack(Path jar, Path directory) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        boolean wanted = name.startsWith(CLASSES) || name.startsWith(LIBRARIES);
        if (wanted && !entry.isDirectory() && !name.equals(CLIENT_SERVICE)) {
          Path target = directory.resolve(name);
          Files.createDirectories(target.getParent());
          try (InputStream content = zip.getInputStream(entry)) {
            Files.copy(content, target);
          }
        }
      }
    }
    addOwnClasses(directory.resolve(CLASSES));
    return directory.resolve(CLASSES) + File.pathSeparator + directory.resolve(LIBRARIES) + "/*";
  }

  private static void addOwnClasses(Path classes) throws IOException {
    Path target = classes.resolve(UnpackedJar.class.getPackageName().replace('.', '/'));
    Files.createDirectories(target);
    URL own = UnpackedJar.class.getResource("UnpackedJar.class");
    try (var files = Files.list(Path.of(own.toURI()).getParent())) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName().toString()));
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
