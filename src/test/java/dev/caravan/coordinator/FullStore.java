package dev.caravan.coordinator;

import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.ObjectStoreAPI;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The coordinator's store while its disk is full, until it is closed: it reads, and writes not. */
final class FullStore implements AutoCloseable {
  private final Field current;
  private final ObjectStoreAPI store;

  FullStore() throws ReflectiveOperationException {
    current = ObjectStore.class.getDeclaredField("current");
    current.setAccessible(true);
    store = (ObjectStoreAPI) current.get(null);
    current.set(
        null,
        Proxy.newProxyInstance(
            FullStore.class.getClassLoader(),
            new Class<?>[] {ObjectStoreAPI.class},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("write_")) {
                throw new ObjectStoreException(new IOException("No space left on device"));
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Override
  public void close() throws ReflectiveOperationException {
    current.set(null, store);
  }
}
