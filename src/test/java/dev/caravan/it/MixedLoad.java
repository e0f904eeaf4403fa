package dev.caravan.it;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A number of choreographed orders of every {@link Ending}, placed by several callers at several
 * processes in turn. Each is sent, to one process after the other, until it is answered.
 */
final class MixedLoad implements AutoCloseable {
  private static final String CANCELLATION = "{\"reason\": \"changed my mind\"}";
  private static final long PAUSE_MILLIS = 100;

  private final String name;
  private final List<Api> apis;
  private final int orders;
  private final ExecutorService callers;
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<String, Reply> answers = new ConcurrentHashMap<>();
  private final Set<String> takenBack = ConcurrentHashMap.newKeySet();
  private final AtomicInteger repeated = new AtomicInteger();

  private MixedLoad(String name, List<Api> apis, int orders, int callers) {
    this.name = name;
    this.apis = apis;
    this.orders = orders;
    this.callers = Executors.newFixedThreadPool(callers);
    for (int i = 0; i < callers; i++) {
      running.add(this.callers.submit(this::call));
    }
  }

  static MixedLoad start(String name, List<Api> apis, int orders, int callers) {
    return new MixedLoad(name, apis, orders, callers);
  }

  private void call() {
    for (int number = next.getAndIncrement();
        number < orders && !Thread.currentThread().isInterrupted();
        number = next.getAndIncrement()) {
      Ending ending = Ending.ofNumber(number);
      OrderJson order = OrderJson.order(id(number)).flow("order-choreography");
      ending.of(order);
      Reply reply = answered(api -> api.place(order));
      if (ending == Ending.TAKEN_BACK && reply.status() == 201) {
        answered(api -> api.post("/api/orders/" + order.orderId() + "/cancellation", CANCELLATION));
        takenBack.add(order.orderId());
      }
      answers.put(order.orderId(), reply);
    }
  }

  private interface Request {
    Reply send(Api api);
  }

  private Reply answered(Request request) {
    while (true) {
      Api api = apis.get(turn.getAndIncrement() % apis.size());
      try {
        Reply reply = request.send(api);
        // without an order's id, 503 says that nothing was stored
        if (reply.status() != 503 || reply.json().has("orderId")) {
          return reply;
        }
      } catch (UncheckedIOException e) {
        // it is down, or went down while the order was on its way
      }
      repeated.incrementAndGet();
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS); // nobody is there, or nobody takes orders
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String id(int number) {
    return name + "-" + number;
  }

  /** How many orders have been answered so far. */
  int answered() {
    return answers.size();
  }

  Reply answer(int number) {
    return answers.get(id(number));
  }

  /** Those that were confirmed and whose customer has cancelled them since. */
  Set<String> takenBack() {
    return takenBack;
  }

  /** How many requests had to be sent again. */
  int repeated() {
    return repeated.get();
  }

  /** Whether all are answered; fails where a caller did. */
  boolean isDone() {
    if (!running.stream().allMatch(Future::isDone)) {
      return false;
    }
    for (Future<?> caller : running) {
      try {
        caller.get();
      } catch (ExecutionException e) {
        throw new AssertionError("a caller failed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
    return true;
  }

  @Override
  public void close() {
    callers.shutdownNow();
  }
}
