package dev.caravan.process;

import dev.caravan.journal.RouteNames;
import dev.caravan.order.Failure;
import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import dev.caravan.saga.StepRun;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.StreamCache;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What every {@code to} an HTTP endpoint gets, in whatever route, so that a flow need not ask for
 * it: the saga's opaque id, an idempotency key, and the words of the saga for what was answered.
 * Time-outs are the component's, retries those of the route configuration {@code steps}.
 */
@Component
class HttpSteps implements InterceptStrategy {
  /** The saga's opaque id. */
  static final String SAGA = "Caravan-Saga";

  /** The same for each attempt, and for no other call. */
  static final String KEY = "Idempotency-Key";

  /** What the client did is not wrong: it is to come again. */
  private static final Set<Integer> COME_AGAIN = Set.of(408, 425, 429);

  /** There is nothing that could be undone: the step did not get there, or it is undone already. */
  private static final Set<Integer> GONE = Set.of(404, 410);

  private static final List<ExchangePropertyKey> PASSES =
      List.of(ExchangePropertyKey.LOOP_INDEX, ExchangePropertyKey.SPLIT_INDEX);

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode node, Processor target, Processor nextTarget) {
    if (!(node instanceof ToDefinition to)) {
      return target;
    }
    String uri = context.resolvePropertyPlaceholders(to.getUri());
    return uri.startsWith("http:") || uri.startsWith("https:")
        ? new Call(target, String.valueOf(RouteNames.authored(to.getId())))
        : target;
  }

  private static final class Call extends DelegateAsyncProcessor {
    private final String node;

    private Call(Processor target, String node) {
      super(target);
      this.node = node;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      StepRun run = StepRun.of(exchange).orElse(null);
      if (run != null) {
        exchange.getMessage().setHeader(SAGA, run.sagaId());
        exchange.getMessage().setHeader(KEY, key(run, exchange));
      }
      return super.process(
          exchange,
          doneSync -> {
            ended(run, exchange);
            callback.done(doneSync);
          });
    }

    // a pass of a loop is another call
    private String key(StepRun run, Exchange exchange) {
      StringBuilder key =
          new StringBuilder(run.sagaId()).append(':').append(run.run()).append(':').append(node);
      for (ExchangePropertyKey pass : PASSES) {
        Object number = exchange.getProperty(pass);
        if (number != null) {
          key.append(':').append(number);
        }
      }
      return key.toString();
    }

    private void ended(@Nullable StepRun run, Exchange exchange) {
      Message message = exchange.getMessage();
      message.removeHeader(SAGA);
      message.removeHeader(KEY);
      if (exchange.getException() == null) {
        if (message.getBody() instanceof StreamCache || message.getBody() instanceof InputStream) {
          // a flow may look at it more than once
          message.setBody(message.getBody(String.class));
        }
        return;
      }
      String step = run == null || run.name() == null ? node : run.name();
      HttpOperationFailedException answered =
          exchange.getException(HttpOperationFailedException.class);
      if (answered != null) {
        answered(run, step, answered, exchange);
      } else if (exchange.getException(IOException.class) != null) {
        exchange.setException(
            new StepUnavailableException(step, "gave no answer", exchange.getException()));
      }
    }

    private static void answered(
        @Nullable StepRun run,
        String step,
        HttpOperationFailedException answered,
        Exchange exchange) {
      int status = answered.getStatusCode();
      if (run != null && run.isCallback() && GONE.contains(status)) {
        exchange.setException(null);
      } else if (status >= 400 && status < 500 && !COME_AGAIN.contains(status)) {
        exchange.setException(
            new StepRefusedException(
                new Failure(step, Failure.STEP_REFUSED, "answered " + status)));
      } else {
        exchange.setException(new StepUnavailableException(step, "answered " + status, answered));
      }
    }
  }
}
