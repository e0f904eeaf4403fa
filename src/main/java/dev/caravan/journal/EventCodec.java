package dev.caravan.journal;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the events of one kind of stream are stored: an explicit name, a schema version, JSON.
 *
 * <p>Reading is strict: a member that the type does not have is an error, not something to drop.
 *
 * @param <E> the sealed type of the events
 */
public final class EventCodec<E> {
  /** The schema version in which all events are written. */
  public static final int SCHEMA_VERSION = 1;

  // amounts are strings, so that no reader makes floating-point numbers of them
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
          .withConfigOverride(
              BigDecimal.class,
              o -> o.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .build();

  private final Map<String, ObjectReader> readers;
  private final Map<Class<?>, String> names;
  private final ObjectWriter writer = JSON.writer();

  /**
   * @param types stored name to record; a name is for ever, the record's own name is free
   */
  public EventCodec(Map<String, Class<? extends E>> types) {
    readers =
        types.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> JSON.readerFor(e.getValue())));
    names =
        types.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
  }

  /** The stored name of an event's type. */
  public String type(E event) {
    String name = names.get(event.getClass());
    if (name == null) {
      throw new IllegalArgumentException("no stored name for " + event.getClass());
    }
    return name;
  }

  /** Whether there is a type of that stored name. */
  public boolean knows(String type) {
    return readers.containsKey(type);
  }

  /** The stored form of an event. */
  public String data(E event) {
    try {
      return writer.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + type(event), e);
    }
  }

  /**
   * Reads a stored event.
   *
   * @throws UnreadableEventException where its type, version or form is unknown
   */
  public E read(RecordedEvent event) {
    ObjectReader reader = readers.get(event.type());
    if (reader == null || event.schemaVersion() != SCHEMA_VERSION) {
      throw new UnreadableEventException(event, null);
    }
    E read;
    try {
      read = reader.readValue(event.data());
    } catch (JsonProcessingException e) {
      throw new UnreadableEventException(event, e);
    }
    if (read == null) {
      throw new UnreadableEventException(event, null);
    }
    return read;
  }
}
