package dev.caravan.journal;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the events of one kind of stream are stored: an explicit name, a schema version, JSON.
 *
 * <p>Events are written in the newest version of their type and read in any: the type's upcasters
 * lead from the version that is stored, one version after the other, to the newest. What is stored
 * stays as it is.
 *
 * <p>To give a type a new version: change its record, add an upcaster at the end of the type's
 * list, and pin the new form as {@code src/test/resources/events/<Type>.v<n>.json}. The pins of
 * older versions are never edited.
 *
 * <p>Reading is strict: a member that the type does not have is an error, not something to drop.
 *
 * @param <E> the sealed type of the events
 */
public final class EventCodec<E> {
  // amounts are strings, so that no reader makes floating-point numbers of them
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
          // an upcaster gets numbers as they are stored
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .withConfigOverride(
              BigDecimal.class,
              o -> o.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .build();

  private static final ObjectReader OBJECT = JSON.readerFor(ObjectNode.class);

  private final Map<String, StoredType> byName = new HashMap<>();
  private final Map<Class<?>, StoredType> byClass = new HashMap<>();
  private final ObjectWriter writer = JSON.writer();

  private record StoredType(String name, ObjectReader reader, List<Upcaster> upcasters) {
    int version() {
      return upcasters.size() + 1;
    }
  }

  /**
   * All types are in their first version.
   *
   * @param types stored name to record; a name is for ever, the record's own name is free
   */
  public EventCodec(Map<String, Class<? extends E>> types) {
    this(types, Map.of());
  }

  /**
   * @param types stored name to record; a name is for ever, the record's own name is free
   * @param upcasters stored name to what leads from version 1 to 2, from 2 to 3 and so on: a type's
   *     newest version is one more than it has upcasters
   */
  public EventCodec(Map<String, Class<? extends E>> types, Map<String, List<Upcaster>> upcasters) {
    types.forEach(
        (name, record) -> {
          StoredType type =
              new StoredType(
                  name,
                  JSON.readerFor(record),
                  List.copyOf(upcasters.getOrDefault(name, List.of())));
          byName.put(name, type);
          byClass.put(record, type);
        });
    if (!types.keySet().containsAll(upcasters.keySet())) {
      throw new IllegalArgumentException("upcasters of types that are not there: " + upcasters);
    }
  }

  /** The newest version of each type, by its stored name. */
  public Map<String, Integer> schemaVersions() {
    return byName.values().stream()
        .collect(Collectors.toMap(StoredType::name, StoredType::version));
  }

  /** The stored name of an event's type. */
  public String type(E event) {
    return type(event.getClass()).name();
  }

  /** The schema version in which {@link #data} writes an event. */
  public int schemaVersion(E event) {
    return type(event.getClass()).version();
  }

  private StoredType type(Class<?> record) {
    StoredType type = byClass.get(record);
    if (type == null) {
      throw new IllegalArgumentException("no stored name for " + record);
    }
    return type;
  }

  /** Whether there is a type of that stored name. */
  public boolean knows(String type) {
    return byName.containsKey(type);
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
   * The event as it is appended.
   *
   * @param id unique over the whole journal
   * @param at when it happened; kept to the microsecond
   * @param sagaId the saga it belongs to; an opaque id, never an address
   * @param causedBy the event that led to it
   * @param actor who or what did it
   */
  public NewEvent stored(
      E event,
      UUID id,
      Instant at,
      @Nullable String sagaId,
      @Nullable UUID causedBy,
      String actor) {
    StoredType type = type(event.getClass());
    return new NewEvent(type.name(), type.version(), id, at, sagaId, causedBy, actor, data(event));
  }

  /**
   * Reads a stored event of any version.
   *
   * @throws UnreadableEventException where its type, version or form is unknown
   */
  public E read(RecordedEvent event) {
    StoredType type = byName.get(event.type());
    if (type == null) {
      throw new UnreadableEventException(event, "the type is unknown", null);
    }
    if (event.schemaVersion() < 1 || event.schemaVersion() > type.version()) {
      throw new UnreadableEventException(
          event, "known are the versions 1 to " + type.version(), null);
    }
    E read;
    try {
      read = event.schemaVersion() == type.version() ? parsed(type, event) : upcast(type, event);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableEventException(event, "the data do not have that form", e);
    }
    if (read == null) {
      throw new UnreadableEventException(event, "the data are null", null);
    }
    return read;
  }

  private static <E> E parsed(StoredType type, RecordedEvent event) throws IOException {
    return type.reader().readValue(event.data());
  }

  private static <E> E upcast(StoredType type, RecordedEvent event) throws IOException {
    ObjectNode data = OBJECT.readValue(event.data());
    for (Upcaster upcaster :
        type.upcasters().subList(event.schemaVersion() - 1, type.upcasters().size())) {
      data = upcaster.upcast(data);
    }
    return type.reader().readValue(data);
  }
}
