package dev.caravan.order;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.PaymentCharged;
import dev.caravan.order.OrderEvent.PaymentDeclined;
import dev.caravan.order.OrderEvent.PaymentRefunded;
import dev.caravan.order.OrderEvent.ShipmentCancelled;
import dev.caravan.order.OrderEvent.ShipmentRefused;
import dev.caravan.order.OrderEvent.ShipmentScheduled;
import dev.caravan.order.OrderEvent.StockRefused;
import dev.caravan.order.OrderEvent.StockReleased;
import dev.caravan.order.OrderEvent.StockReserved;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;

/** How the events of an order are stored: an explicit name, a schema version, JSON. */
public final class OrderEventCodec {
  /** The schema version that all events are written in. */
  static final int SCHEMA_VERSION = 1;

  private static final Map<String, Class<? extends OrderEvent>> TYPES =
      Map.ofEntries(
          Map.entry("OrderPlaced", OrderPlaced.class),
          Map.entry("StockReserved", StockReserved.class),
          Map.entry("StockRefused", StockRefused.class),
          Map.entry("PaymentCharged", PaymentCharged.class),
          Map.entry("PaymentDeclined", PaymentDeclined.class),
          Map.entry("ShipmentScheduled", ShipmentScheduled.class),
          Map.entry("ShipmentRefused", ShipmentRefused.class),
          Map.entry("OrderConfirmed", OrderConfirmed.class),
          Map.entry("ShipmentCancelled", ShipmentCancelled.class),
          Map.entry("PaymentRefunded", PaymentRefunded.class),
          Map.entry("StockReleased", StockReleased.class),
          Map.entry("OrderCancelled", OrderCancelled.class),
          Map.entry("OrderFailed", OrderFailed.class));

  private static final Map<Class<?>, String> NAMES =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  /** Amounts are strings, so that no reader makes floating-point numbers of them. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
          .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
          .withConfigOverride(
              BigDecimal.class,
              o -> o.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .build();

  private static final Map<String, ObjectReader> READERS =
      TYPES.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> JSON.readerFor(e.getValue())));
  private static final ObjectWriter WRITER = JSON.writer();

  private OrderEventCodec() {}

  static String type(OrderEvent event) {
    return NAMES.get(event.getClass());
  }

  static String data(OrderEvent event) {
    try {
      return WRITER.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + type(event), e);
    }
  }

  /** Whether an event of a stream of orders belongs to the order itself. */
  public static boolean knows(String type) {
    return TYPES.containsKey(type);
  }

  /**
   * Reads a stored event.
   *
   * @throws UnreadableEventException where its type, version or form is unknown
   */
  public static OrderEvent read(RecordedEvent event) {
    ObjectReader reader = READERS.get(event.type());
    if (reader == null || event.schemaVersion() != SCHEMA_VERSION) {
      throw new UnreadableEventException(event, null);
    }
    try {
      return reader.readValue(event.data());
    } catch (JsonProcessingException e) {
      throw new UnreadableEventException(event, e);
    }
  }
}
