package dev.caravan.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.caravan.journal.RecordedEvent;

/**
 * The data of an event without what is not for everybody who may read the journal. As a rule that
 * is sealed, and shown as it is stored; a payment token from before there was a seal is masked.
 */
final class MaskedData {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MASK = "***";

  private MaskedData() {}

  /** The data to be written as JSON. */
  static Object of(RecordedEvent event) {
    try {
      if (event.data().contains("\"payment\"")
          && JSON.readTree(event.data()) instanceof ObjectNode data
          && data.path("payment") instanceof ObjectNode payment
          && payment.path("token").isTextual()) {
        payment.put("token", MASK);
        return data;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON at position " + event.position(), e);
    }
    // as it is stored: not written again
    return new RawValue(event.data());
  }
}
