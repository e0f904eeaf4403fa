package dev.caravan.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/** Appends the exchange to a stream as one event. */
class JournalProducer extends DefaultProducer {
  private final JournalComponent component;
  private final String category;
  private final String type;
  private final int schemaVersion;

  JournalProducer(JournalEndpoint endpoint, String category, String type, int schemaVersion) {
    super(endpoint);
    this.component = endpoint.getComponent();
    this.category = category;
    this.type = type;
    this.schemaVersion = schemaVersion;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    String key = message.getHeader(JournalHeaders.KEY, String.class);
    if (key == null) {
      throw new RuntimeExchangeException(
          "journal:" + category + ": the header " + JournalHeaders.KEY + " is missing", exchange);
    }
    Long expected = message.getHeader(JournalHeaders.EXPECTED_VERSION, Long.class);
    long version =
        component
            .appender()
            .append(
                category + "-" + key,
                expected == null ? ExpectedVersion.any() : ExpectedVersion.exactly(expected),
                List.of(event(exchange, message)));
    message.setHeader(JournalHeaders.VERSION, version);
  }

  private NewEvent event(Exchange exchange, Message message) throws JsonProcessingException {
    return new NewEvent(
        type,
        schemaVersion,
        component.ids().generateId(),
        component.clock().instant(),
        message.getHeader(JournalHeaders.SAGA_ID, String.class),
        causedBy(message),
        message.getHeader(
            JournalHeaders.ACTOR,
            "route:" + RouteNames.authored(ExchangeHelper.getRouteId(exchange)),
            String.class),
        data(message));
  }

  private static @Nullable UUID causedBy(Message message) {
    String id = message.getHeader(JournalHeaders.CAUSED_BY, String.class);
    return id == null ? null : UUID.fromString(id);
  }

  private String data(Message message) throws JsonProcessingException {
    Object body = message.getBody();
    if (body instanceof String || body instanceof byte[] || body instanceof InputStream) {
      String text = message.getBody(String.class);
      // so that what is not JSON, or can be read in two ways, is found here and not by the database
      component
          .json()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .readValue(text);
      return text;
    }
    return component.json().writeValueAsString(body == null ? Map.of() : body);
  }
}
