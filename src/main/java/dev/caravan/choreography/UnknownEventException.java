package dev.caravan.choreography;

/** Somebody told of an event that the journal does not have. */
class UnknownEventException extends RuntimeException {
  UnknownEventException(String orderId, String type, String eventId) {
    super("the journal has no event " + eventId + " of type " + type + " about order " + orderId);
  }
}
