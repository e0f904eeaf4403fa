package dev.caravan.saga;

import dev.caravan.journal.Personal;
import dev.caravan.order.Order;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** What a flow may read of an order, which is the body of its exchange. */
public final class OrderMembers {
  private static final Set<String> NAMES = names(Order.class, new TreeSet<>());

  private OrderMembers() {}

  /**
   * The names of the components of the order and of all records in it, without what is personal: a
   * flow gets that sealed.
   */
  public static Set<String> names() {
    return NAMES;
  }

  private static Set<String> names(Type type, Set<String> names) {
    if (type instanceof ParameterizedType list) {
      for (Type element : list.getActualTypeArguments()) {
        names(element, names);
      }
    } else if (type instanceof Class<?> record && record.isRecord()) {
      for (RecordComponent component : record.getRecordComponents()) {
        if (component.getType() != Personal.class) {
          names.add(component.getName());
          names(component.getGenericType(), names);
        }
      }
    }
    return Collections.unmodifiableSet(names);
  }
}
