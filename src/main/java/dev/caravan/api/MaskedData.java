package dev.caravan.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.caravan.journal.RecordedEvent;

/** The data of an event without what is not for everybody who may read the journal. */
final class MaskedData {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MASK = "***";

  private MaskedData() {}

  /** The data to be written as JSON, {@code payment.token} masked. */
  static Object of(RecordedEvent event) {
    if (!event.data().contains("\"payment\"")) {
      // as it is stored: neither read nor written again
      return new RawValue(event.data());
    }
    try {
      JsonNode data = JSON.readTree(event.data());
      if (data.path("payment") instanceof ObjectNode payment && payment.has("token")) {
        payment.put("token", MASK);
      }
      return data;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON at position " + event.position(), e);
    }
  }
}
