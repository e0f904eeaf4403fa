package dev.caravan.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/**
 * The Camel component {@code journal:}, as a producer: {@code
 * to("journal:order?type=StockReserved")} makes an event of the exchange, in the route's
 * transaction where it has one.
 *
 * <p>The body becomes the data: JSON text as it is, anything else written as JSON. The headers are
 * those of {@link JournalHeaders}. The body is left as it was; a stream is read.
 *
 * <p>An exchange fails where the header with the key is missing, the body is text that is not JSON,
 * or the stream does not stand at the expected version ({@link WrongExpectedVersionException}).
 */
@Component("journal")
public class JournalComponent extends DefaultComponent {
  private final EventAppender appender;
  private final ObjectMapper json;
  private final Clock clock;
  private final IdGenerator ids;

  JournalComponent(EventAppender appender, ObjectMapper json, Clock clock, IdGenerator ids) {
    this.appender = appender;
    this.json = json;
    this.clock = clock;
    this.ids = ids;
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
}
