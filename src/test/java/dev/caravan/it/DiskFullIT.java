package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The file system of the data directory, with the database and the coordinator's store, is full for
 * a while. Needs the right to mount one: {@code -Ddisk.full=true}, as root on Linux.
 */
@EnabledIfSystemProperty(named = "disk.full", matches = "true")
class DiskFullIT {
  private static final int CALLERS = 8;
  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(90);
  private static final int CHUNK = 64 * 1024;

  @Test
  void endsEveryOrderOnceThereIsSpaceAgain() throws Exception {
    CaravanProcess application = CaravanProcess.prepare("disk", "--caravan.saga.timeout=5s");
    Path data = Files.createDirectories(application.data());
    run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", data.toString());
    try {
      application.start();
      Api api = application.api();
      Load.stock(api);
      Load load = Load.of(api, CALLERS);
      try (load) {
        load.awaitConfirmed(CALLERS, PROGRESS);
        Path ballast = data.resolve("ballast");
        fill(ballast);
        Conditions.await("refusals", PROGRESS, () -> load.answers(503) >= 4 * CALLERS);
        Files.delete(ballast);
        awaitServer(application);
        load.awaitConfirmed(CALLERS, PROGRESS);
      }

      Books.keptAndBalanced(api, load, RECOVERY);
    } finally {
      try {
        if (application.isAlive()) {
          application.stop();
        }
      } finally {
        run("umount", "-l", data.toString());
        application.close();
      }
    }
  }

  /** A server that could not write its log has ended, and comes up with the application. */
  private static void awaitServer(CaravanProcess application) {
    if (application.postmaster().isEmpty()) {
      System.out.println("the database has ended itself");
      application.stop();
      application.start();
    }
  }

  private static void fill(Path ballast) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
