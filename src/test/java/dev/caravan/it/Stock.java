package dev.caravan.it;

import com.fasterxml.jackson.databind.JsonNode;

/** A product's figures. */
record Stock(int onHand, int reserved, int available) {

  static Stock of(JsonNode json) {
    return new Stock(
        json.get("onHand").asInt(), json.get("reserved").asInt(), json.get("available").asInt());
  }

  /** Nothing of it is held. */
  static Stock free(int onHand) {
    return new Stock(onHand, 0, onHand);
  }
}
