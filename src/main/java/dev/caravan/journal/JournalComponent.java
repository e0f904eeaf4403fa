package dev.caravan.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/**
 * The Camel component {@code journal:}.
 *
 * <p>As a producer, {@code to("journal:order?type=StockReserved")} makes an event of the exchange,
 * in the route's transaction where it has one.
 *
 * <p>The body becomes the data: JSON text as it is, anything else written as JSON. The headers are
 * those of {@link JournalHeaders}. The body is left as it was; a stream is read.
 *
 * <p>An exchange fails where the header with the key is missing, the body is text that is not JSON,
 * or the stream does not stand at the expected version ({@link WrongExpectedVersionException}).
 *
 * <p>As a consumer, {@code from("journal:order?group=mailer&types=OrderConfirmed,OrderCancelled")}
 * makes an exchange of each event of the category's streams, at least once and in the order of its
 * stream. All consumers of a group, in any number of processes, share the work: each stream has one
 * of them at a time. An exchange that fails is tried again, {@code maxAttempts} times; then the
 * event is set aside ({@link DeadLetters}), and with it those that follow in its stream.
 */
@Component("journal")
public class JournalComponent extends DefaultComponent {
  private final EventAppender appender;
  private final ObjectMapper json;
  private final Clock clock;
  private final IdGenerator ids;
  private final Subscriptions subscriptions;

  JournalComponent(
      EventAppender appender,
      ObjectMapper json,
      Clock clock,
      IdGenerator ids,
      Subscriptions subscriptions) {
    this.appender = appender;
    this.json = json;
    this.clock = clock;
    this.ids = ids;
    this.subscriptions = subscriptions;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String category, Map<String, Object> parameters)
      throws Exception {
    JournalEndpoint endpoint = new JournalEndpoint(uri, this, category);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  EventAppender appender() {
    return appender;
  }

  ObjectMapper json() {
    return json;
  }

  Clock clock() {
    return clock;
  }

  IdGenerator ids() {
    return ids;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }
}
