package dev.caravan.choreography;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;

/** What carries events from the journal to the participants. */
interface Channel {

  /**
   * A consumer of the participant's events, of orders and of signals.
   *
   * <p>Each event comes at least once, to one of the participant's consumers in whatever process;
   * those of one order and its saga come one after the other, in the journal's order but for what
   * is set aside. The headers are those of {@link dev.caravan.journal.JournalHeaders}, the body is
   * the event's data, a JSON text. An event whose exchange fails is set aside.
   *
   * @param types the stored names of the events to get
   */
  Consumer consumer(
      CamelContext context, String participant, Set<String> types, Processor processor)
      throws Exception;
}
