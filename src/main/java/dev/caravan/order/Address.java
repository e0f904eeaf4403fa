package dev.caravan.order;

import org.jspecify.annotations.Nullable;

/**
 * Where an order goes.
 *
 * @param country its name; not an ISO code
 */
public record Address(
    String name,
    String street,
    String city,
    @Nullable String region,
    @Nullable String postalCode,
    String country) {}
