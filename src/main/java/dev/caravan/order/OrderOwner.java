package dev.caravan.order;

/** The process that begins the sagas of the orders that it takes in, as others know it. */
public interface OrderOwner {
  /** The same after each restart. */
  String ownerId();

  /** How often it has been started. */
  long incarnation();
}
