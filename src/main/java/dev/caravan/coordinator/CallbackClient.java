package dev.caravan.coordinator;

import dev.caravan.saga.ParticipantCallbacks;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.AsyncInvoker;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.microprofile.lra.annotation.ws.rs.LRA;
import org.jboss.resteasy.client.jaxrs.ResteasyClient;
import org.jboss.resteasy.client.jaxrs.ResteasyWebTarget;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's way to its participants. A callback to an address of this process is delivered
 * on the calling thread without a socket; every other goes through one pooled HTTP client.
 *
 * <p>Only the calls that the coordinator makes for a compensation or completion are taken over
 * (target, request, header, async, put); any other goes to the HTTP client.
 */
final class CallbackClient {
  private static volatile @Nullable CallbackClient connected;

  private final Supplier<@Nullable ParticipantCallbacks> local;
  private final RemoteClient remote = new RemoteClient();
  private final ResteasyClient client = proxy(ResteasyClient.class, this::onClient);
  private volatile boolean held = true;

  private CallbackClient(Supplier<@Nullable ParticipantCallbacks> local) {
    this.local = local;
  }

  /** Makes a client the shared one; it refuses all callbacks until it is released. */
  static CallbackClient connect(Supplier<@Nullable ParticipantCallbacks> local) {
    CallbackClient callbacks = new CallbackClient(local);
    connected = callbacks;
    return callbacks;
  }

  static ResteasyClient shared() {
    CallbackClient callbacks = connected;
    if (callbacks == null || callbacks.held) {
      // recorded by the coordinator like any failed callback, and repeated
      throw new ProcessingException("the coordinator takes no callbacks now");
    }
    return callbacks.client;
  }

  void release() {
    held = false;
  }

  void disconnect() {
    held = true;
    remote.close();
  }

  private @Nullable Object onClient(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("close")) {
      return null; // shared by all callbacks
    }
    if (method.getName().equals("target")
        && arguments != null
        && arguments[0] instanceof URI address) {
      ParticipantCallbacks participants = local.get();
      if (participants != null && participants.isLocal(address)) {
        return proxy(ResteasyWebTarget.class, new LocalTarget(participants, address));
      }
    }
    return call(method, remote.client(), arguments);
  }

  private final class LocalTarget implements InvocationHandler {
    private final ParticipantCallbacks participants;
    private final URI address;

    LocalTarget(ParticipantCallbacks participants, URI address) {
      this.participants = participants;
      this.address = address;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      if (method.getName().equals("request") && arguments == null) {
        return proxy(Invocation.Builder.class, new LocalRequest(participants, address));
      }
      return call(method, remote.client().target(address), arguments);
    }
  }

  private final class LocalRequest implements InvocationHandler {
    private final ParticipantCallbacks participants;
    private final URI address;
    private final List<Object[]> headers = new ArrayList<>(4);

    LocalRequest(ParticipantCallbacks participants, URI address) {
      this.participants = participants;
      this.address = address;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      if (method.getName().equals("header") && arguments != null) {
        headers.add(arguments);
        return proxy;
      }
      if (method.getName().equals("async")) {
        return proxy(AsyncInvoker.class, this::onAsync);
      }
      return call(method, remoteRequest(), arguments);
    }

    private @Nullable Object onAsync(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      URI lra = lra();
      if (method.getName().equals("put")
          && arguments != null
          && arguments.length == 1
          && lra != null) {
        return deliver(lra);
      }
      return call(method, remoteRequest().async(), arguments);
    }

    private CompletableFuture<Response> deliver(URI lra) {
      try {
        ParticipantCallbacks.Answer answer =
            ClientBuilderLookup.with(
                CallbackClient.class.getClassLoader(), () -> participants.deliver(address, lra));
        return CompletableFuture.completedFuture(
            Response.status(answer.status()).entity(answer.body()).build());
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private @Nullable URI lra() {
      for (Object[] header : headers) {
        if (header[0].equals(LRA.LRA_HTTP_CONTEXT_HEADER)) {
          return URI.create(header[1].toString());
        }
      }
      return null;
    }

    private Invocation.Builder remoteRequest() {
      Invocation.Builder request = remote.client().target(address).request();
      headers.forEach(header -> request.header((String) header[0], header[1]));
      return request;
    }
  }

  private static @Nullable Object call(Method method, Object target, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CallbackClient.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
