package dev.caravan.projection;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.caravan.order.Order;
import java.math.BigDecimal;

/** How read models keep state in a column: amounts and times are text. */
final class StateJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .withConfigOverride(
              BigDecimal.class,
              o -> o.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .addMixIn(Order.class, StoredOrder.class)
          .build();

  private StateJson() {}

  static <T> T read(String state, Class<T> type) {
    try {
      return JSON.readValue(state, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row of a read model is no " + type.getSimpleName(), e);
    }
  }

  static String write(Object state) {
    try {
      return JSON.writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + state.getClass().getSimpleName(), e);
    }
  }

  /** What of an order is not stored because it is said twice. */
  @JsonIgnoreProperties("orderId")
  private interface StoredOrder {}
}
