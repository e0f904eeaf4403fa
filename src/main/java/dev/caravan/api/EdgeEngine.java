package dev.caravan.api;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/**
 * Serves what is below {@code /api} through the edge and everything else as Camel does.
 *
 * <p>Requests are taken on the server's own threads: the executor that Camel would pick has eight
 * threads and an unbounded queue, so eight orders that wait would stop the whole process.
 */
final class EdgeEngine extends SpringBootPlatformHttpEngine {
  private final ErrorAnswers errors;
  private final BodyMemory memory;

  EdgeEngine(int port, ErrorAnswers errors, BodyMemory memory) {
    super(port, Runnable::run);
    this.errors = errors;
    this.memory = memory;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    // media types are checked with the contract, not by Spring, which takes a longer path for one
    // of its templates and then speaks of the wrong thing
    endpoint.getComponent().setServerRequestValidation(false);
    String path = "/" + endpoint.getPath().replaceFirst("^/+", "") + "/";
    return path.startsWith("/api/")
        ? new EdgeConsumer(endpoint, processor, errors, memory)
        : new SpringBootPlatformHttpConsumer(endpoint, processor, Runnable::run);
  }
}
