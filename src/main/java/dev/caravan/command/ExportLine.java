package dev.caravan.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.caravan.journal.RecordedEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of an export: a CloudEvent 1.0 in its JSON format.
 *
 * <p>The hash of an event is over its data as they are written, so they are carried as they are:
 * raw, or as {@code data_base64} where a line cannot hold them so.
 *
 * @param attributes all members but the data, extensions included
 * @param data JSON as it stands in the line
 */
record ExportLine(Map<String, String> attributes, String data) {
  static final String SOURCE = "urn:caravan:export";
  static final String HEADER = "ExportBegun";
  static final String KEY = "PersonalKey";
  static final String TRAILER = "ExportEnded";

  private static final String EVENTS = "urn:caravan:journal";
  private static final String BASE64 = "data_base64";

  // what the database took as JSON is no attack here, however deep or long
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  boolean isEvent() {
    return EVENTS.equals(attributes.get("source"));
  }

  /** Whether it is a line about the export itself. */
  boolean is(String type) {
    return SOURCE.equals(attributes.get("source")) && type.equals(attributes.get("type"));
  }

  static ExportLine about(String type, String id, @Nullable String subject, String data) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", id);
    attributes.put("source", SOURCE);
    attributes.put("type", type);
    if (subject != null) {
      attributes.put("subject", subject);
    }
    attributes.put("datacontenttype", "application/json");
    return new ExportLine(attributes, data);
  }

  static ExportLine of(RecordedEvent event) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", event.eventId().toString());
    attributes.put("source", EVENTS);
    attributes.put("type", event.type());
    attributes.put("subject", event.streamId());
    attributes.put("time", event.occurredAt().toString());
    attributes.put("datacontenttype", "application/json");
    attributes.put("dataschema", "urn:caravan:event:" + event.type() + ":" + event.schemaVersion());
    attributes.put("position", Long.toString(event.position()));
    attributes.put("streamversion", Long.toString(event.version()));
    attributes.put("schemaversion", Integer.toString(event.schemaVersion()));
    putIfThere(attributes, "sagaid", event.sagaId());
    putIfThere(attributes, "causedby", event.causedBy());
    attributes.put("actor", event.actor());
    putIfThere(attributes, "previoushash", event.previousHash());
    attributes.put("hash", event.hash());
    return new ExportLine(attributes, event.data());
  }

  private static void putIfThere(
      Map<String, String> attributes, String name, @Nullable Object value) {
    if (value != null) {
      attributes.put(name, value.toString());
    }
  }

  /**
   * The event that {@link #of} made a line of; throws where an attribute is missing or malformed.
   */
  RecordedEvent event() {
    Instant time = Instant.parse(required("time"));
    if (time.getNano() % 1_000 != 0) {
      throw new RefusedException("time must be given to the microsecond");
    }
    String causedBy = attributes.get("causedby");
    RecordedEvent event =
        new RecordedEvent(
            Long.parseLong(required("position")),
            required("subject"),
            Long.parseLong(required("streamversion")),
            required("type"),
            Integer.parseInt(required("schemaversion")),
            UUID.fromString(required("id")),
            time,
            attributes.get("sagaid"),
            causedBy == null ? null : UUID.fromString(causedBy),
            required("actor"),
            data,
            attributes.get("previoushash"),
            required("hash"));
    // also finds attributes that are not ours, which would be lost
    if (!of(event).attributes().equals(attributes)) {
      throw new RefusedException("it is not an event of this form: " + attributes.keySet());
    }
    return event;
  }

  private String required(String name) {
    String value = attributes.get(name);
    if (value == null) {
      throw new RefusedException("the attribute " + name + " is missing");
    }
    return value;
  }

  String write() {
    StringWriter line = new StringWriter(data.length() + 500);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        json.writeStringField(attribute.getKey(), attribute.getValue());
      }
      if (fitsIntoALine()) {
        json.writeFieldName("data");
        json.writeRawValue(data);
      } else {
        json.writeStringField(
            BASE64, Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("cannot write to memory", e);
    }
    return line.toString();
  }

  // blanks around JSON would be lost when it is read as a member, a line break would end the line
  private boolean fitsIntoALine() {
    return data.strip().equals(data) && data.indexOf('\n') < 0 && data.indexOf('\r') < 0;
  }

  /**
   * Reads a line.
   *
   * @throws RefusedException where it is not of this form
   */
  static ExportLine read(String line) {
    Map<String, String> attributes = new LinkedHashMap<>();
    String data = null;
    try (JsonParser json = JSON.createParser(line)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("data")) {
          require(data == null, "it has data twice");
          data = raw(json, line);
        } else {
          require(value == JsonToken.VALUE_STRING, "the attribute " + name + " is not a string");
          require(attributes.put(name, json.getText()) == null, name + " is there twice");
        }
      }
      require(json.nextToken() == null, "there is more than one JSON object");
    } catch (IOException e) {
      throw new RefusedException("it is not JSON that ends with the line");
    }
    String encoded = attributes.remove(BASE64);
    require((encoded == null) != (data == null), "it must have either data or " + BASE64);
    require("1.0".equals(attributes.get("specversion")), "specversion must be 1.0");
    return new ExportLine(
        attributes,
        encoded == null
            ? data
            : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
  }

  private static String raw(JsonParser json, String line) throws IOException {
    int start = (int) json.currentTokenLocation().getCharOffset();
    json.skipChildren();
    json.finishToken();
    return line.substring(start, (int) json.currentLocation().getCharOffset()).strip();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new RefusedException(otherwise);
    }
  }
}
