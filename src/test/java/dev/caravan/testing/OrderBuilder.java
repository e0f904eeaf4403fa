package dev.caravan.testing;

import dev.caravan.journal.Personal;
import dev.caravan.order.Address;
import dev.caravan.order.Item;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.Payment;
import dev.caravan.order.Shipping;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An order that every step takes, until told otherwise. */
public final class OrderBuilder {
  private final String orderId;
  private final List<Item> items = new ArrayList<>();
  private String customerId = "VINET";
  private Address address = new Address("Chevalier", "59 rue de l'Abbaye", "Reims", null, "51100");
  private String flow = "order-fulfilment";
  private int flowRevision = 1;
  private String token = "tok_visa";
  private String country = "France";
  private String fee = "5.50";
  private String carrier = "Federal Shipping";

  private OrderBuilder(String orderId) {
    this.orderId = orderId;
  }

  public static OrderBuilder order(String orderId) {
    return new OrderBuilder(orderId);
  }

  /** An order with an id of its own. */
  public static OrderBuilder anyOrder() {
    return order("o-" + UUID.randomUUID());
  }

  public OrderBuilder item(String sku, int quantity, String unitPrice) {
    items.add(new Item(sku, "Name of " + sku, quantity, new BigDecimal(unitPrice)));
    return this;
  }

  public OrderBuilder item(String sku, int quantity) {
    return item(sku, quantity, "10.00");
  }

  public OrderBuilder customer(String id) {
    customerId = id;
    return this;
  }

  public OrderBuilder address(Address to) {
    address = to;
    return this;
  }

  public OrderBuilder flow(String name) {
    flow = name;
    return this;
  }

  public OrderBuilder flowRevision(int revision) {
    flowRevision = revision;
    return this;
  }

  public OrderBuilder token(String name) {
    token = name;
    return this;
  }

  public OrderBuilder declined() {
    return token("tok_declined");
  }

  public OrderBuilder unreachableProvider() {
    return token("tok_unreachable");
  }

  public OrderBuilder toAtlantis() {
    country = "Atlantis";
    return this;
  }

  public OrderBuilder carrier(String name) {
    carrier = name;
    return this;
  }

  public OrderBuilder fee(String amount) {
    fee = amount;
    return this;
  }

  public OrderPlaced build() {
    return new OrderPlaced(
        orderId,
        customerId,
        "USD",
        flow,
        flowRevision,
        items.isEmpty()
            ? List.of(new Item("NW-001", "Espresso beans, 1 kg", 2, new BigDecimal("14.00")))
            : items,
        new Shipping(carrier, new BigDecimal(fee), country, new Personal.Clear<>(address)),
        new Payment("card", new Personal.Clear<>(token)));
  }
}
