package dev.caravan.routing;

import dev.caravan.saga.Rehearsal;
import java.util.Set;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Does nothing, and answers from the journal. */
final class AnsweringEndpoint extends DefaultEndpoint {
  /** Of these nobody waits for an answer, whatever step they stand in. */
  private static final Set<String> SILENT = Set.of("log", "mock");

  private static final Set<String> ANSWERING_IN_BODY = Set.of("http", "https");

  private final String scheme;

  AnsweringEndpoint(String uri, Component component, String scheme) {
    super(uri, component);
    this.scheme = scheme;
  }

  @Override
  public Producer createProducer() {
    return new DefaultProducer(this) {
      @Override
      public void process(Exchange exchange) {
        if (!SILENT.contains(scheme)) {
          Rehearsal.answer(exchange, ANSWERING_IN_BODY.contains(scheme));
        }
      }
    };
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("nothing comes in from " + getEndpointUri());
  }
}
