package dev.caravan.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.journal.Personal;
import dev.caravan.order.Address;
import dev.caravan.order.Shipping;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** How an order is sent, as clients see it. */
record ShippingResource(String carrier, BigDecimal fee, AddressResource address) {

  /**
   * Where to.
   *
   * @param country stays when all else is erased and null
   * @param erased true where it is; not there otherwise
   */
  record AddressResource(
      @Nullable String name,
      @Nullable String street,
      @Nullable String city,
      @Nullable String region,
      @Nullable String postalCode,
      String country,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean erased) {}

  /**
   * @param opened the address, no longer sealed
   */
  static ShippingResource of(Shipping shipping, Personal<Address> opened) {
    return new ShippingResource(
        shipping.carrier(), shipping.fee(), address(opened, shipping.country()));
  }

  private static AddressResource address(Personal<Address> opened, String country) {
    if (opened instanceof Personal.Clear<Address> clear) {
      Address address = clear.value();
      return new AddressResource(
          address.name(),
          address.street(),
          address.city(),
          address.region(),
          address.postalCode(),
          country,
          null);
    }
    return new AddressResource(null, null, null, null, null, country, true);
  }
}
