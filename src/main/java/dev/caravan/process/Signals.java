package dev.caravan.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.order.Failure;
import dev.caravan.order.StepRefusedException;
import dev.caravan.saga.ProcessHeaders;
import dev.caravan.saga.SagaTime;
import dev.caravan.saga.StepRun;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;

/**
 * Holds the exchanges of processes that wait for a signal; no thread waits with them. The signal is
 * in the journal before it is looked for here, so one that comes early or to another process of
 * Caravan is found as well.
 */
@Component
class Signals extends AsyncProcessorSupport {
  /** The header with the name of the signal, which is also that of the variable for its data. */
  static final String NAME = "signal";

  /** The header with the longest time to wait. */
  static final String WITHIN = "within";

  private final ProcessLog log;
  private final OpenProcesses open;
  private final SagaTime time;
  private final ExecutorService threads;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

  Signals(ProcessLog log, OpenProcesses open, SagaTime time, ProcessThreads threads) {
    this.log = log;
    this.open = open;
    this.time = time;
    this.threads = threads.pool();
  }

  /** One exchange that waits, by a clock that nobody moves; no two are the same. */
  private static final class Waiter {
    private final ProcessId id;
    private final String name;
    private final long until;
    private final Exchange exchange;
    private final AsyncCallback callback;

    private Waiter(
        ProcessId id, String name, long until, Exchange exchange, AsyncCallback callback) {
      this.id = id;
      this.name = name;
      this.until = until;
      this.exchange = exchange;
      this.callback = callback;
    }
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    try {
      Waiter waiter = waiter(exchange, callback);
      waiting.add(waiter);
      // it may have been given before
      look(waiter);
      return false;
    } catch (RuntimeException e) {
      exchange.setException(e);
      callback.done(true);
      return true;
    }
  }

  private Waiter waiter(Exchange exchange, AsyncCallback callback) {
    String flow = exchange.getMessage().getHeader(ProcessHeaders.FLOW, String.class);
    String key = exchange.getMessage().getHeader(ProcessHeaders.KEY, String.class);
    String name = exchange.getMessage().getHeader(NAME, String.class);
    String within = exchange.getMessage().getHeader(WITHIN, String.class);
    if (flow == null || key == null) {
      throw new IllegalArgumentException("only a process can wait for a signal");
    }
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("the header " + NAME + " must name the signal");
    }
    Duration longest = within == null ? time.limitOf(exchange) : DurationStyle.SIMPLE.parse(within);
    return new Waiter(
        new ProcessId(flow, key), name, System.nanoTime() + longest.toNanos(), exchange, callback);
  }

  /** Lets go on what waits for a signal that this process was just given. */
  void look(ProcessId id) {
    waiting.stream().filter(waiter -> waiter.id.equals(id)).forEach(this::look);
  }

  /** Lets go on what was given its signal, or has waited for too long. */
  void look() {
    if (waiting.isEmpty()) {
      return;
    }
    List<Waiter> all = List.copyOf(waiting);
    Set<ProcessId> signalled =
        open.signalled(all.stream().map(waiter -> waiter.id).collect(Collectors.toSet()));
    for (Waiter waiter : all) {
      if (!signalled.contains(waiter.id) || !look(waiter)) {
        expire(waiter);
      }
    }
  }

  private boolean look(Waiter waiter) {
    JsonNode data =
        log.find(waiter.id).map(process -> process.signals().get(waiter.name)).orElse(null);
    if (data == null) {
      return false;
    }
    goOn(waiter, data, null);
    return true;
  }

  private void expire(Waiter waiter) {
    if (waiter.until - System.nanoTime() <= 0) {
      String step = StepRun.of(waiter.exchange).map(StepRun::name).orElse(NAME);
      String detail = "the signal " + waiter.name + " did not come in time";
      goOn(waiter, null, new StepRefusedException(new Failure(step, Failure.STEP_REFUSED, detail)));
    }
  }

  private void goOn(Waiter waiter, @Nullable JsonNode data, @Nullable Exception failure) {
    if (!waiting.remove(waiter)) {
      return;
    }
    try {
      threads.execute(
          () -> {
            waiter.exchange.setException(failure);
            if (data != null) {
              waiter.exchange.setVariable(waiter.name, data.toString());
            }
            waiter.callback.done(false);
          });
    } catch (RejectedExecutionException e) {
      // too much runs; it is looked at again
      waiting.add(waiter);
    }
  }
}
