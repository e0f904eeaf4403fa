package dev.caravan.faults;

import dev.caravan.choreography.Deadlines;
import dev.caravan.journal.JournalHeaders;
import dev.caravan.journal.RouteNames;
import dev.caravan.order.Failure;
import dev.caravan.order.StepHeaders;
import dev.caravan.order.StepRefusedException;
import dev.caravan.saga.LraCoordinator;
import dev.caravan.saga.ProcessHeaders;
import dev.caravan.saga.SagaBlocks;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Stands around the work of every route: the steps of its saga block, or all of its steps where it
 * has none. What is to happen is told per order or process, and by the endpoint with which a route
 * begins, as its author wrote it. All of it is forgotten when the process dies.
 */
final class Faults implements InterceptStrategy {
  private static final int KILLED = 137;

  /** What is to happen, by endpoint, by the key of the order or process. */
  private final Map<String, Map<String, Fault>> planned = new ConcurrentHashMap<>();

  /** The compensation of each step that began, by endpoint, by key. */
  private final Map<String, Map<String, String>> begun = new ConcurrentHashMap<>();

  /** The endpoints whose fault came about, by key. */
  private final Map<String, Set<String>> met = new ConcurrentHashMap<>();

  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final Set<String> happened = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<Fault> atCommit = new ThreadLocal<>();
  private final BeanFactory beans;
  private final Duration late;

  Faults(BeanFactory beans, Duration late) {
    this.beans = beans;
    this.late = late;
  }

  void plan(String key, Map<String, Fault> faults) {
    planned.put(key, Map.copyOf(faults));
  }

  void forget(String key) {
    planned.remove(key);
  }

  /**
   * The steps of an order or process that have something to undo, in order, each with what does.
   */
  Map<String, String> steps(String key) {
    Map<String, String> steps = begun.getOrDefault(key, Map.of());
    synchronized (steps) {
      return new LinkedHashMap<>(steps);
    }
  }

  /** The endpoints at which an order or process met what was planned for it. */
  Set<String> met(String key) {
    return met.getOrDefault(key, Set.of());
  }

  /** Whether the callbacks of a saga come twice. */
  boolean calledTwice(String sagaId) {
    String key = keys.get(sagaId);
    return key != null && planned.getOrDefault(key, Map.of()).containsValue(Fault.IS_CALLED_TWICE);
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode node, Processor target, Processor nextTarget) {
    RouteDefinition route =
        node instanceof ProcessorDefinition<?> step
            ? ProcessorDefinitionHelper.getRoute(step)
            : null;
    if (route == null) {
      // what a route configuration does about errors
      return target;
    }
    SagaDefinition saga = SagaBlocks.of(route).stream().findFirst().orElse(null);
    List<ProcessorDefinition<?>> block =
        (saga == null ? route.getOutputs() : saga.getOutputs())
            .stream().filter(step -> !step.isAbstract()).toList();
    boolean first = !block.isEmpty() && block.get(0) == node;
    boolean last = !block.isEmpty() && block.get(block.size() - 1) == node;
    if (!first && !last) {
      return target;
    }
    String endpoint = authored(route.getInput().getUri());
    String compensation =
        saga == null || saga.getCompensation() == null
            ? null
            : authored(saga.getCompensation().getUri());
    Processor faulty =
        exchange -> {
          Fault fault = fault(exchange, endpoint);
          if (first) {
            note(exchange, endpoint, compensation);
            before(fault, endpoint, exchange);
          }
          try {
            target.process(exchange);
            if (last && exchange.getException() == null) {
              after(fault, exchange, target);
            }
          } finally {
            if (!TransactionSynchronizationManager.isActualTransactionActive()
                && (last || exchange.getException() != null)) {
              atCommit.remove();
            }
          }
        };
    return AsyncProcessorConverterHelper.convert(faulty);
  }

  private static String authored(String uri) {
    return RouteNames.authored(uri.replaceAll("[?/].*", ""));
  }

  private @Nullable Fault fault(Exchange exchange, String endpoint) {
    String key = key(exchange);
    return key == null ? null : planned.getOrDefault(key, Map.of()).get(endpoint);
  }

  private @Nullable String key(Exchange exchange) {
    Message message = exchange.getMessage();
    String key = message.getHeader(StepHeaders.ORDER_ID, String.class);
    if (key == null) {
      key = message.getHeader(ProcessHeaders.KEY, String.class);
    }
    String sagaId = message.getHeader(JournalHeaders.SAGA_ID, String.class);
    if (key == null) {
      return sagaId == null ? null : keys.get(sagaId);
    }
    if (sagaId != null) {
      keys.put(sagaId, key);
    }
    return key;
  }

  private void note(Exchange exchange, String endpoint, @Nullable String compensation) {
    String key = key(exchange);
    if (key != null && compensation != null) {
      Map<String, String> steps =
          begun.computeIfAbsent(key, any -> Collections.synchronizedMap(new LinkedHashMap<>()));
      steps.putIfAbsent(endpoint, compensation);
    }
  }

  private void before(@Nullable Fault fault, String endpoint, Exchange exchange) throws Exception {
    if (fault == null) {
      return;
    }
    met.computeIfAbsent(key(exchange), any -> ConcurrentHashMap.newKeySet()).add(endpoint);
    switch (fault) {
      case REFUSES ->
          throw new StepRefusedException(
              new Failure(endpoint, Failure.STEP_REFUSED, "told to refuse"));
      case THROWS -> throw new IllegalStateException("told to fail");
      case THROWS_ONCE -> {
        if (isFirst(exchange, endpoint)) {
          throw new IllegalStateException("told to fail once");
        }
      }
      case COMES_LATE -> {
        if (isFirst(exchange, endpoint)) {
          Thread.sleep(late.toMillis());
        }
      }
      case IS_UNDONE_FIRST -> {
        if (isFirst(exchange, endpoint)) {
          undo(exchange);
        }
      }
      case DIES_BEFORE_COMMIT, DIES_AFTER_COMMIT -> atCommit.set(fault);
      case THROWS_AFTERWARDS, IS_CALLED_TWICE -> {}
    }
  }

  private boolean isFirst(Exchange exchange, String endpoint) {
    return happened.add(key(exchange) + " " + endpoint);
  }

  private void undo(Exchange exchange) {
    String lra = lra(exchange);
    if (lra == null) {
      Deadlines.pass(beans, key(exchange));
    } else {
      beans.getBean(LraCoordinator.class).cancel(URI.create(lra));
    }
  }

  private static @Nullable String lra(Exchange exchange) {
    return exchange.getMessage().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION, String.class);
  }

  private void after(@Nullable Fault fault, Exchange exchange, Processor target) throws Exception {
    if (fault == Fault.THROWS_AFTERWARDS) {
      throw new IllegalStateException("told to fail afterwards");
    }
    if (fault == Fault.IS_CALLED_TWICE && lra(exchange) == null) {
      target.process(exchange);
    }
    if (atCommit.get() != null && !TransactionSynchronizationManager.isActualTransactionActive()) {
      // its work has no transaction here, such as a call over HTTP
      die();
    }
  }

  /** Whether the process is to die at the commit for which this is asked, and when. */
  @Nullable Fault atCommit() {
    return atCommit.get();
  }

  /** As {@code kill -9} does. */
  static void die() {
    Runtime.getRuntime().halt(KILLED);
  }
}
