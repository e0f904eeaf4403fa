package dev.caravan.choreography;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.journal.JournalHeaders;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Events of the journal as messages: CloudEvents 1.0 in structured JSON, with the journal's own
 * fields as extension attributes.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON
 *     format</a>
 */
final class EventMessage {
  /** Of a structured message, by CloudEvents' Kafka protocol binding. */
  static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

  private static final String SOURCE = "urn:caravan:journal";
  private static final String SCHEMA = "urn:caravan:event:";
  private static final Pattern SUBJECT =
      Pattern.compile("(?:order|choreography)-([A-Za-z0-9_-]{1,64})");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  /** What is in no message: a topic cannot forget, and no participant needs it from there. */
  private static final List<String> PERSONAL = List.of("customerId", "shipping", "payment");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private EventMessage() {}

  /** The message of an event that a {@code journal:} consumer handed on. */
  static String write(String stream, Message event) throws JsonProcessingException {
    String type = event.getHeader(JournalHeaders.TYPE, String.class);
    ObjectNode json = JSON.createObjectNode();
    json.put("specversion", "1.0");
    json.put("id", event.getHeader(JournalHeaders.EVENT_ID, String.class));
    json.put("source", SOURCE);
    json.put("type", type);
    json.put("subject", stream);
    json.put("time", String.valueOf(event.getHeader(JournalHeaders.OCCURRED_AT)));
    json.put("datacontenttype", "application/json");
    json.put(
        "dataschema",
        SCHEMA + type + ":" + event.getHeader(JournalHeaders.SCHEMA_VERSION, Integer.class));
    // strings: integers of CloudEvents have 32 bits only
    json.put("position", String.valueOf(event.getHeader(JournalHeaders.POSITION)));
    json.put("streamversion", String.valueOf(event.getHeader(JournalHeaders.VERSION)));
    String sagaId = event.getHeader(JournalHeaders.SAGA_ID, String.class);
    if (sagaId != null) {
      json.put("sagaid", sagaId);
    }
    JsonNode data = JSON.readTree(event.getBody(String.class));
    if (type.equals("OrderPlaced") && data instanceof ObjectNode placed) {
      placed.remove(PERSONAL);
    }
    json.set("data", data);
    return JSON.writeValueAsString(json);
  }

  /**
   * Fills in a message what a {@code journal:} consumer would have handed on.
   *
   * @throws BadMessageException where the body is no CloudEvent of ours
   */
  static void read(@Nullable String body, Message into) {
    JsonNode json = tree(body);
    if (!json.isObject()) {
      throw new BadMessageException("the message is no JSON object");
    }
    if (!"1.0".equals(json.path("specversion").asText())) {
      throw new BadMessageException("specversion: must be \"1.0\"");
    }
    String type = text(json, "type");
    into.setHeader(JournalHeaders.TYPE, type);
    into.setHeader(JournalHeaders.EVENT_ID, id(text(json, "id")));
    into.setHeader(JournalHeaders.CAUSED_BY, into.getHeader(JournalHeaders.EVENT_ID));
    Matcher subject = SUBJECT.matcher(text(json, "subject"));
    if (!subject.matches()) {
      throw new BadMessageException("subject: must match " + SUBJECT);
    }
    into.setHeader(JournalHeaders.KEY, subject.group(1));
    into.setHeader(JournalHeaders.SCHEMA_VERSION, version(type, text(json, "dataschema")));
    if (json.has("sagaid")) {
      into.setHeader(JournalHeaders.SAGA_ID, text(json, "sagaid"));
    }
    if (!json.path("data").isObject()) {
      throw new BadMessageException("data: must be a JSON object");
    }
    into.setBody(json.get("data").toString());
  }

  private static JsonNode tree(@Nullable String body) {
    try {
      return JSON.readTree(body == null ? "" : body);
    } catch (JsonProcessingException e) {
      throw new BadMessageException("the message is no JSON: " + e.getOriginalMessage());
    }
  }

  private static String text(JsonNode json, String attribute) {
    JsonNode value = json.path(attribute);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw new BadMessageException(attribute + ": must be a text that is not empty");
    }
    return value.asText();
  }

  private static String id(String text) {
    try {
      return UUID.fromString(text).toString();
    } catch (IllegalArgumentException e) {
      throw new BadMessageException("id: must be a UUID");
    }
  }

  private static int version(String type, String schema) {
    String prefix = SCHEMA + type + ":";
    if (!schema.startsWith(prefix)
        || !NUMBER.matcher(schema.substring(prefix.length())).matches()) {
      throw new BadMessageException("dataschema: must be " + prefix + "<version>");
    }
    return Integer.parseInt(schema.substring(prefix.length()));
  }
}
