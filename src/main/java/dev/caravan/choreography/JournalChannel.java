package dev.caravan.choreography;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;

/** The journal's own subscription: nothing is needed besides the database. */
class JournalChannel implements Channel {
  // the routes try again by themselves; what they let fail is set aside at once
  private static final String URI =
      "journal:order,choreography?group=choreography-%s&types=%s"
          + "&maxAttempts=1&concurrentConsumers=2";

  @Override
  public Consumer consumer(
      CamelContext context, String participant, Set<String> types, Processor processor)
      throws Exception {
    return context
        .getEndpoint(URI.formatted(participant, String.join(",", new TreeSet<>(types))))
        .createConsumer(processor);
  }
}
