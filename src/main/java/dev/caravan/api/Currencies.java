package dev.caravan.api;

import java.util.Currency;
import java.util.OptionalInt;

/** ISO 4217, as the Java runtime knows it. */
final class Currencies {
  private Currencies() {}

  /**
   * How many decimals amounts in a currency have; empty for none such, and for metals and units.
   */
  static OptionalInt decimals(String code) {
    try {
      int digits = Currency.getInstance(code).getDefaultFractionDigits();
      return digits < 0 ? OptionalInt.empty() : OptionalInt.of(digits);
    } catch (IllegalArgumentException e) {
      return OptionalInt.empty();
    }
  }
}
