package dev.caravan.saga;

import dev.caravan.order.Effect;
import dev.caravan.order.Order;
import dev.caravan.order.OrderBooks;
import dev.caravan.order.OrderBooks.Entry;
import dev.caravan.order.Orders;
import dev.caravan.saga.Discrepancy.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Compares the orders of sagas that have ended with the participants' books. */
@Component
class BooksComparison {
  private final SagaLog log;
  private final Orders orders;
  private final List<OrderBooks> books;

  /** Sagas with orders that did not agree when they were looked at last, or are to be looked at. */
  private final Set<String> suspects = new LinkedHashSet<>();

  BooksComparison(SagaLog log, Orders orders, List<OrderBooks> books) {
    this.log = log;
    this.orders = orders;
    this.books = books;
  }

  /**
   * What differs now.
   *
   * @param ended sagas that have ended since it was asked last
   */
  List<Finding> compare(List<String> ended) {
    suspects.addAll(ended);
    Map<String, String> orderIds = new LinkedHashMap<>();
    for (String sagaId : suspects) {
      String orderId = log.find(sagaId).orderId();
      if (orderId != null) {
        orderIds.put(sagaId, orderId);
      }
    }
    suspects.retainAll(orderIds.keySet());
    Map<String, Map<Effect, Entry>> entries = entries(orderIds);
    List<Finding> found = new ArrayList<>();
    suspects.removeIf(
        sagaId -> {
          String orderId = orderIds.get(sagaId);
          Map<Effect, Entry> of = entries.getOrDefault(orderId, Map.of());
          Optional<String> wrong =
              isAsUsual(log.find(sagaId), of) ? Optional.empty() : wrong(orderId, of);
          wrong.ifPresent(
              detail -> found.add(new Finding(Kind.BOOKS_DIFFER, sagaId, orderId, detail, null)));
          return wrong.isEmpty();
        });
    return found;
  }

  private Map<String, Map<Effect, Entry>> entries(Map<String, String> orderIds) {
    Map<String, Map<Effect, Entry>> entries = new HashMap<>();
    if (!orderIds.isEmpty()) {
      for (OrderBooks book : books) {
        book.of(Set.copyOf(orderIds.values()))
            .forEach(
                (orderId, entry) ->
                    entries
                        .computeIfAbsent(orderId, id -> new EnumMap<>(Effect.class))
                        .put(book.effect(), entry));
      }
    }
    return entries;
  }

  // saves a look at the order, in all but a few
  private static boolean isAsUsual(Saga saga, Map<Effect, Entry> entries) {
    Entry usual = saga.status() == Saga.Status.CLOSED ? Entry.TAKEN : Entry.UNDONE;
    return !saga.isOpen() && entries.values().stream().allMatch(entry -> entry == usual);
  }

  /** What is wrong about an order; empty where it agrees, or an operator has been told already. */
  private Optional<String> wrong(String orderId, Map<Effect, Entry> entries) {
    Optional<Order> order = orders.find(orderId);
    if (order.isEmpty()) {
      return Optional.empty();
    }
    return switch (order.get().status()) {
      case CONFIRMED -> differing(order.get(), entries, Entry.TAKEN);
      case CANCELLED -> differing(order.get(), entries, Entry.UNDONE);
      case FAILED -> Optional.empty();
      case PLACED, RESERVED, PAID, SHIPPED, CANCELLING ->
          Optional.of("its saga has ended, and the order is " + order.get().status());
    };
  }

  private static Optional<String> differing(
      Order order, Map<Effect, Entry> entries, Entry expected) {
    List<String> wrong =
        entries.entrySet().stream()
            .filter(entry -> entry.getValue() != expected)
            .map(entry -> entry.getKey() + " is " + entry.getValue())
            .toList();
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of("the order is " + order.status() + ", and " + String.join(", ", wrong));
  }
}
