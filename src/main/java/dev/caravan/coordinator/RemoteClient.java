package dev.caravan.coordinator;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.client.jaxrs.ResteasyClient;
import org.jboss.resteasy.client.jaxrs.internal.ResteasyClientBuilderImpl;
import org.jspecify.annotations.Nullable;

/** One pooled HTTP client for participants outside this process, made when first needed. */
final class RemoteClient {
  /** The coordinator waits two seconds for an answer; a longer wait only holds a connection. */
  private static final int TIMEOUT_SECONDS = 2;

  private static final int CONNECTIONS = 32;

  private final AtomicInteger threads = new AtomicInteger();
  private @Nullable ResteasyClient client;
  private @Nullable ExecutorService executor;

  synchronized ResteasyClient client() {
    ResteasyClient existing = client;
    if (existing != null) {
      return existing;
    }
    ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS, this::thread);
    ResteasyClient created =
        new ResteasyClientBuilderImpl()
            .connectionPoolSize(CONNECTIONS)
            .maxPooledPerRoute(CONNECTIONS)
            .connectTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .readTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .executorService(pool)
            .build();
    executor = pool;
    client = created;
    return created;
  }

  synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
    if (executor != null) {
      executor.shutdownNow();
      executor = null;
    }
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task, "coordinator-callback-" + threads.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
