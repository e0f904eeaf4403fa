package dev.caravan.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own with the class path of the tests, for what a test kills. */
public final class JavaProcess {
  private JavaProcess() {}

  /** What starts a JVM such as this one. */
  public static String executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * @param heap the most that it takes, as in {@code -Xmx}
   * @param main a class of the tests with a {@code main} method
   */
  public static ProcessBuilder of(String heap, Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                executable(),
                "-Xmx" + heap,
                "-XX:TieredStopAtLevel=1", // short lives: the second compiler would not pay
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
