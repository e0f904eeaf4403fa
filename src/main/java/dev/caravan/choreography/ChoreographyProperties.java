package dev.caravan.choreography;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the choreographed flow.
 *
 * @param participants {@code caravan.participants}: whose part this process takes in choreographed
 *     orders; others share the work with it or take the parts of the rest
 * @param choreography {@code caravan.choreography}
 */
@ConfigurationProperties("caravan")
record ChoreographyProperties(
    @DefaultValue({"inventory", "payment", "shipping", "order"}) Set<Participant> participants,
    @DefaultValue Choreography choreography) {
  ChoreographyProperties {
    if (participants.isEmpty()) {
      throw new IllegalArgumentException("caravan.participants: must name at least one");
    }
  }

  /** Who takes part in an order. */
  enum Participant {
    INVENTORY,
    PAYMENT,
    SHIPPING,
    ORDER
  }

  /** What carries the events. */
  enum Carrier {
    JOURNAL,
    KAFKA
  }

  /**
   * @param channel {@code caravan.choreography.channel}
   * @param topic {@code caravan.choreography.topic}: where the events are, on Kafka
   */
  record Choreography(
      @DefaultValue("journal") Carrier channel, @DefaultValue("caravan.orders") String topic) {
    Choreography {
      if (!topic.matches("[A-Za-z0-9._-]{1,200}")) {
        throw new IllegalArgumentException(
            "caravan.choreography.topic: must be 1 to 200 of A-Z a-z 0-9 . _ -, was " + topic);
      }
    }
  }
}
