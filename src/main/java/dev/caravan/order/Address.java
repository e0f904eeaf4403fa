package dev.caravan.order;

import org.jspecify.annotations.Nullable;

/** Whom an order goes to, and where in its country. Personal data. */
public record Address(
    String name, String street, String city, @Nullable String region, @Nullable String postalCode) {
  /** Nothing of it, because it must not get into a log. */
  @Override
  public String toString() {
    return "Address[***]";
  }
}
