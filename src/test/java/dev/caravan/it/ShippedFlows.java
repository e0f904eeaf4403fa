package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The flows that come with Caravan, for the crash matrix. */
final class ShippedFlows {
  private ShippedFlows() {}

  static MatrixFlow yaml() {
    return MatrixFlow.ofOrders("order-fulfilment");
  }

  static MatrixFlow java() {
    return MatrixFlow.ofOrders("order-fulfilment-java");
  }

  /** Its steps are reactions to events; an order that is confirmed is not undone by its saga. */
  static MatrixFlow choreography() {
    return MatrixFlow.ofOrders("order-choreography")
        .of(
            reaction("reserve", "release"),
            reaction("charge", "refund"),
            reaction("schedule", "recall"),
            reaction("confirm", "cancel"))
        .endsWithPivot()
        .oneAtATime();
  }

  private static MatrixFlow.Step reaction(String step, String compensation) {
    return new MatrixFlow.Step(
        "direct:choreography-" + step, "direct:choreography-" + compensation);
  }

  static MatrixFlow travelBooking() {
    return MatrixFlow.ofProcesses("travel-booking", ShippedFlows::journey)
        .holds(
            (api, key, status) -> {
              for (String part : List.of("Flight", "Hotel", "Car")) {
                assertThat(standing(api, key, part))
                    .as("%ss that stand of %s, which is %s", part, key, status)
                    .isEqualTo(status.equals("COMPLETED") ? 1 : 0);
              }
            });
  }

  private static String journey(String key) {
    return """
        {"key": "%s", "flight": {"to": "Lisbon"}, "hotel": {"city": "Lisbon"}, "car": {"class": "A"}}
        """
        .formatted(key);
  }

  /** Each booking is of one thing: what was cancelled last is not booked. */
  private static long standing(Api api, String key, String part) {
    List<String> types = new ArrayList<>();
    String stream = part.toLowerCase(Locale.ROOT) + "-" + key;
    for (JsonNode event : api.journal()) {
      if (event.get("stream").asText().equals(stream)) {
        types.add(event.get("type").asText());
      }
    }
    boolean booked = !types.isEmpty() && types.get(types.size() - 1).equals(part + "Booked");
    return booked ? types.stream().filter(type -> type.equals(part + "Booked")).count() : 0;
  }
}
