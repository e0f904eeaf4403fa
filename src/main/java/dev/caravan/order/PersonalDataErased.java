package dev.caravan.order;

import dev.caravan.journal.EventCodec;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The personal data in all orders that a customer had until then were erased; stored in the stream
 * {@code customer-<customerId>}.
 *
 * @param keyId the key that was destroyed
 * @param reason one sentence; null where nobody gave one
 */
record PersonalDataErased(String customerId, UUID keyId, @Nullable String reason) {
  static final String TYPE = "PersonalDataErased";
  static final EventCodec<PersonalDataErased> CODEC =
      new EventCodec<>(Map.of(TYPE, PersonalDataErased.class));

  static String stream(String customerId) {
    return "customer-" + customerId;
  }
}
