package dev.caravan.it;

import dev.caravan.faults.FaultyApplication;
import dev.caravan.testing.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * {@code target/caravan.jar} taken apart, with an archive of the classes that a start loads, as the
 * README shows it to operators: a process is ready in less than half the time, and these tests
 * start dozens. Made once for each jar and JDK, by the JVM that needs it first.
 */
final class UnpackedJar {
  private static final Path FOLDER = Path.of("target", "unpacked").toAbsolutePath();
  private static final Path APPLICATION = FOLDER.resolve("application");
  private static final Path JAR = APPLICATION.resolve("caravan.jar");
  private static final Path FAULTS = FOLDER.resolve("faults");
  private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");
  private static final Path MADE_OF = FOLDER.resolve("made-of");

  private UnpackedJar() {}

  /** What a JVM runs it by. */
  static List<String> options() {
    ensure();
    return with("-XX:SharedArchiveFile=" + ARCHIVE);
  }

  /** The same with faults on demand. */
  static List<String> withFaults() {
    ensure();
    return List.of(
        "-XX:SharedArchiveFile=" + ARCHIVE,
        "-cp",
        JAR + File.pathSeparator + FAULTS,
        FaultyApplication.class.getName());
  }

  private static synchronized void ensure() {
    try {
      Files.createDirectories(FOLDER);
      try (FileChannel channel =
              FileChannel.open(
                  FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        String source = source();
        if (!Files.exists(MADE_OF) || !Files.readString(MADE_OF).equals(source)) {
          make();
          Files.writeString(MADE_OF, source);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String source() throws IOException {
    Path jar = CaravanProcess.JAR;
    return String.join(
        " ",
        Files.getLastModifiedTime(jar).toString(),
        Long.toString(Files.size(jar)),
        System.getProperty("java.home"));
  }

  private static void make() throws IOException {
    Files.deleteIfExists(MADE_OF);
    Files.deleteIfExists(ARCHIVE);
    FileSystemUtils.deleteRecursively(APPLICATION);
    extract();
    copyFaults();
    try (CaravanProcess first =
        CaravanProcess.prepareBy(with("-XX:ArchiveClassesAtExit=" + ARCHIVE), "archive")) {
      first.start();
      first.stop();
    }
  }

  // alone: among all classes of the tests the application would find components that are not its
  // own
  private static void copyFaults() throws IOException {
    FileSystemUtils.deleteRecursively(FAULTS);
    Path tests = Path.of("target", "test-classes");
    for (String classes :
        List.of("dev/caravan/faults", "dev/caravan/choreography/Deadlines.class")) {
      Path target = FAULTS.resolve(classes);
      Files.createDirectories(target.getParent());
      FileSystemUtils.copyRecursively(tests.resolve(classes), target);
    }
  }

  private static void extract() throws IOException {
    Process extraction =
        new ProcessBuilder(
                JavaProcess.executable(),
                "-Djarmode=tools",
                "-jar",
                CaravanProcess.JAR.toString(),
                "extract",
                "--destination",
                APPLICATION.toString())
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve("extract.log").toFile())
            .start();
    try {
      if (extraction.waitFor() != 0) {
        throw new IllegalStateException("not extracted, see " + FOLDER.resolve("extract.log"));
      }
    } catch (InterruptedException e) {
      extraction.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> with(String option) {
    return List.of(option, "-jar", JAR.toString());
  }
}
