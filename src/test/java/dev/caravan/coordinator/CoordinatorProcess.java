package dev.caravan.coordinator;

import dev.caravan.saga.LraCoordinator.Participant;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** A coordinator in a JVM of its own that a test can kill; it has one saga with a participant. */
final class CoordinatorProcess {
  private CoordinatorProcess() {}

  /**
   * Prints the saga's id once its participant is enlisted, then waits to be killed.
   *
   * @param arguments directory, compensation address, time limit in milliseconds, and optionally
   *     {@code cancel} to cancel the saga before the id is printed, {@code close} to close it after
   */
  public static void main(String[] arguments) {
    try {
      run(arguments);
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1); // the coordinator's threads would keep the process
    }
  }

  private static void run(String[] arguments) throws InterruptedException {
    CoordinatorServer server = new CoordinatorServer(0, Path.of(arguments[0]), () -> null);
    EmbeddedLraCoordinator coordinator = new EmbeddedLraCoordinator(server);
    server.start();
    URI saga = coordinator.start("order-1", Duration.ofMillis(Long.parseLong(arguments[2])));
    String end = arguments.length > 3 ? arguments[3] : "";
    URI completion = end.equals("close") ? URI.create(arguments[1] + "/completion") : null;
    coordinator.join(saga, new Participant(URI.create(arguments[1]), completion));
    if (end.equals("cancel")) {
      coordinator.cancel(saga);
    }
    System.out.println("saga " + saga);
    if (end.equals("close")) {
      coordinator.close(saga);
    }
    Thread.currentThread().join();
  }
}
