package dev.caravan.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.journal.Personal;
import dev.caravan.journal.UnreadableEventException;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.PaymentCharged;
import dev.caravan.order.OrderEvent.PaymentDeclined;
import dev.caravan.order.OrderEvent.PaymentRefunded;
import dev.caravan.order.OrderEvent.ShipmentCancelled;
import dev.caravan.order.OrderEvent.ShipmentRefused;
import dev.caravan.order.OrderEvent.ShipmentScheduled;
import dev.caravan.order.OrderEvent.StockRefused;
import dev.caravan.order.OrderEvent.StockReleased;
import dev.caravan.order.OrderEvent.StockReserved;
import dev.caravan.testing.StoredEvents;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OrderEventCodecTest {
  private static final BigDecimal AMOUNT = new BigDecimal("298.38");
  private static final Failure DECLINE =
      new Failure("payment.charge", "payment-declined", "the card was declined");

  private static final UUID KEY_ID = UUID.fromString("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
  private static final Address ADDRESS =
      new Address("Vins et alcools Chevalier", "59 rue de l'Abbaye", "Reims", null, "51100");

  private static OrderPlaced placed(Personal<Address> address, Personal<String> token) {
    return new OrderPlaced(
        "NW-10248",
        "VINET",
        "USD",
        "order-fulfilment",
        3,
        List.of(
            new Item("NW-011", "Queso Cabrales", 12, new BigDecimal("14.00")),
            new Item("NW-042", "Singaporean Hokkien Fried Mee", 10, new BigDecimal("9.80"))),
        new Shipping("Federal Shipping", new BigDecimal("32.38"), "France", address),
        new Payment("card", token));
  }

  static Stream<OrderEvent> pinned() {
    return Stream.of(
        placed(
            new Personal.Sealed<>(
                KEY_ID,
                "AQEBAQEBAQEBAQEBDOGLVAXgSlz2Ag52a0c3rOsP47j+7Hqv05hvietokljJpEBjxOUuQT"
                    + "1Hg/0Ih7tJq5c9aG6b5DmRUWVcpUPyuihDYtvsUbBP3x8SM0GGVpTQg/L1AKYyS896tcyV"
                    + "Tny/4aVM5M/O0sefndb6bzkEIgZgqYSWyz0id529SD7LPOgCfa3A"),
            new Personal.Sealed<>(KEY_ID, "AgICAgICAgICAgICuVx20OavWCiqp7gu5OclbtdcqKw5Y12v1nk=")),
        new StockReserved("rsv-NW-10248"),
        new StockRefused(
            new Failure("inventory.reserve", "out-of-stock", "too little stock of NW-011")),
        new PaymentCharged("pay-NW-10248", AMOUNT, "USD"),
        new PaymentDeclined(DECLINE),
        new ShipmentScheduled("shp-NW-10248", "Federal Shipping", "TRK-NW-10248"),
        new ShipmentRefused(
            new Failure("shipping.schedule", "shipping-refused", "no carrier goes to Atlantis")),
        new OrderConfirmed(),
        new ShipmentCancelled("shp-NW-10248"),
        new PaymentRefunded("pay-NW-10248", AMOUNT, "USD"),
        new StockReleased("rsv-NW-10248"),
        new OrderCancelled("the card was declined", DECLINE),
        new OrderFailed(
            new Failure(
                "payment-charge",
                "compensation-failed",
                "the compensation gave up after 10 attempts")));
  }

  @Test
  void everyTypeOfEventIsPinned() {
    assertThat(pinned().map(Object::getClass).map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(
            leaves(OrderEvent.class).map(Class::getSimpleName).toList());
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(OrderEventCodecTest::leaves)
        : Stream.of(type);
  }

  @ParameterizedTest
  @MethodSource("pinned")
  void readsTheNewestVersionOfEachTypeAndWritesItBackAlike(OrderEvent event) {
    String type = event.getClass().getSimpleName();
    int version = OrderEventCodec.CODEC.schemaVersion(event);
    String data = StoredEvents.pinned(type, version);

    assertThat(OrderEventCodec.read(StoredEvents.recorded(1, type, version, data)))
        .isEqualTo(event);
    assertThat(OrderEventCodec.CODEC.type(event)).isEqualTo(type);
    assertThat(OrderEventCodec.CODEC.data(event)).isEqualTo(data);
  }

  @Test
  void readsAnOrderOfTheFirstVersionInTheClear() {
    String data = StoredEvents.pinned("OrderPlaced", 1);

    assertThat(OrderEventCodec.read(StoredEvents.recorded(1, "OrderPlaced", 1, data)))
        .isEqualTo(placed(new Personal.Clear<>(ADDRESS), new Personal.Clear<>("tok_visa")));
  }

  @Test
  void addsUpWhatTheCustomerPays() {
    OrderPlaced placed =
        (OrderPlaced)
            OrderEventCodec.read(
                StoredEvents.recorded(1, "OrderPlaced", 1, StoredEvents.pinned("OrderPlaced", 1)));

    assertThat(placed.itemsTotal()).isEqualTo(new BigDecimal("266.00"));
    assertThat(placed.total()).isEqualTo(new BigDecimal("298.38"));
  }

  @Test
  void writesLargeAmountsPlainly() {
    assertThat(OrderEventCodec.CODEC.data(new PaymentCharged("p", new BigDecimal("1E+3"), "USD")))
        .contains("\"amount\":\"1000\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StockLost|1|{}",
        "dev.caravan.order.OrderEvent$OrderConfirmed|1|{}",
        "OrderConfirmed|2|{}",
        "OrderConfirmed|0|{}",
        "StockReserved|1|{\"reservationId\":\"r\",\"shelf\":\"7\"}",
        "OrderConfirmed|1|{\"by\":\"x\"}",
        "OrderPlaced|1|{}",
        "StockReserved|1|[]",
        "StockReserved|1|null"
      })
  void stopsAtWhatItCannotReadAndSaysWhere(String type, int schemaVersion, String data) {
    assertThatThrownBy(
            () -> OrderEventCodec.read(StoredEvents.recorded(2, type, schemaVersion, data)))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageStartingWith(
            "cannot read the event at position 42 (order-1, version 2): type %s, schema version %d: "
                .formatted(type, schemaVersion));
  }
}
