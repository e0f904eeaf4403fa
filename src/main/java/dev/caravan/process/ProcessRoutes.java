package dev.caravan.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.journal.RouteNames;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.StepHeaders;
import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import dev.caravan.process.ProcessEvent.ProcessAnswered;
import dev.caravan.process.ProcessEvent.ProcessCancelled;
import dev.caravan.process.ProcessEvent.ProcessCompleted;
import dev.caravan.process.ProcessEvent.ProcessStarted;
import dev.caravan.saga.FlowRevisions.Entry;
import dev.caravan.saga.ProcessHeaders;
import dev.caravan.saga.SagaEnds;
import dev.caravan.saga.SagaTime;
import dev.caravan.saga.StepRun;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * A process as the first participant of its own saga: completed when the saga closes, cancelled,
 * last of all, when the saga is cancelled. So its file needs nothing but its steps, and its status
 * follows what the coordinator really did.
 */
@Component
class ProcessRoutes extends RouteBuilder {
  static final String ENTRY = "direct:process";

  /** Where a process goes whose revision is not there. */
  static final Entry NOWHERE = new Entry("direct:no-process", null);

  private static final String ENDPOINT = "caravanProcessEndpoint";
  private static final String NAME = "process";

  /** The longest body with which a flow may end, in characters. */
  private static final int LONGEST = 1 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final ProcessLog log;
  private final Signals signals;
  private final SagaEnds sagas;

  ProcessRoutes(ProcessLog log, Signals signals, SagaEnds sagas) {
    this.log = log;
    this.signals = signals;
    this.sagas = sagas;
  }

  /** Fills a message that is to begin a process. */
  static void fill(Exchange exchange, Process process, Entry entry) {
    SagaTime.limit(exchange, entry.timeLimit());
    exchange.setProperty(ENDPOINT, entry.endpoint());
    Message message = exchange.getMessage();
    message.setBody(process.input().toString());
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setHeader(ProcessHeaders.FLOW, process.flow());
    message.setHeader(ProcessHeaders.KEY, process.key());
  }

  @Override
  public void configure() {
    from(ENTRY)
        .routeId(NAME)
        .routeDescription("Runs a process in a saga of which it is the first participant")
        .saga()
        .option(ProcessHeaders.FLOW, header(ProcessHeaders.FLOW))
        .option(ProcessHeaders.KEY, header(ProcessHeaders.KEY))
        .compensation("direct:process-cancel")
        .completion("direct:process-complete")
        .process(this::start)
        .toD("${exchangeProperty." + ENDPOINT + "}")
        .process(this::answer);

    from("direct:process-complete")
        .routeId("process-complete")
        .routeDescription("Completes a process when its saga closes")
        .routeConfigurationId("compensations")
        .process(this::complete);

    from("direct:process-cancel")
        .routeId("process-cancel")
        .routeDescription("Cancels a process when its saga is cancelled and all is undone")
        .routeConfigurationId("compensations")
        .process(this::cancel);

    from("direct:await-signal")
        .routeId("await-signal")
        .routeGroup(RouteNames.STEPS)
        .routeDescription("Waits for the signal that the header signal names")
        .process(signals);

    from("timer:process-signals?period=500")
        .routeId("process-signals")
        .routeDescription("Lets processes go on that were given their signals elsewhere")
        .process(exchange -> signals.look());

    from(NOWHERE.endpoint())
        .routeId("no-process")
        .routeDescription("Cancels a process whose flow is there no more")
        .routeConfigurationId("compensations")
        .process(
            exchange -> {
              throw new StepUnavailableException(NAME, "there is no such flow", null);
            });
  }

  private static ProcessId id(Exchange exchange) {
    return new ProcessId(
        exchange.getMessage().getHeader(ProcessHeaders.FLOW, String.class),
        exchange.getMessage().getHeader(ProcessHeaders.KEY, String.class));
  }

  private static Actor actor(Exchange exchange) {
    return StepHeaders.actor(NAME, exchange);
  }

  private void start(Exchange exchange) {
    ProcessId id = id(exchange);
    log.append(
        id,
        actor(exchange),
        process -> {
          if (!process.isRunning() || process.sagaId() != null) {
            throw new IllegalStateException(id.stream() + " has begun already");
          }
          return Optional.of(new ProcessStarted());
        });
    // an answer to whoever reads it later must not depend on what steps do to headers
    exchange.setProperty(NAME, id);
  }

  private void answer(Exchange exchange) {
    ProcessId id = exchange.getProperty(NAME, ProcessId.class);
    JsonNode result = result(id, exchange);
    log.append(
        id,
        actor(exchange),
        process -> {
          if (!process.isRunning()) {
            throw new IllegalStateException(id.stream() + " has ended already");
          }
          return Optional.of(new ProcessAnswered(result));
        });
  }

  private static JsonNode result(ProcessId id, Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    if (body instanceof JsonNode json) {
      return json;
    }
    String text = exchange.getMessage().getBody(String.class);
    if (text == null || text.isBlank()) {
      return NullNode.getInstance();
    }
    if (text.length() > LONGEST) {
      throw new StepRefusedException(
          new Failure(id.flow(), Failure.STEP_REFUSED, "the result is over " + LONGEST));
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  private void complete(Exchange exchange) {
    log.append(
        id(exchange),
        actor(exchange),
        process ->
            switch (process.status()) {
              case RUNNING -> Optional.of(new ProcessCompleted());
              case COMPLETED -> Optional.empty();
              case CANCELLED, FAILED ->
                  throw new IllegalStateException(id(exchange).stream() + " cannot be completed");
            });
  }

  private void cancel(Exchange exchange) {
    String sagaId = String.valueOf(actor(exchange).sagaId());
    sagas.requireUndone(sagaId, StepRun.of(exchange).orElseThrow().run());
    Failure failure = sagas.failure(sagaId).orElseGet(SagaEnds::timeRanOut);
    log.append(
        id(exchange),
        actor(exchange),
        process ->
            switch (process.status()) {
              case RUNNING, FAILED -> Optional.of(new ProcessCancelled(failure));
              case CANCELLED -> Optional.empty();
              case COMPLETED ->
                  throw new IllegalStateException(id(exchange).stream() + " cannot be cancelled");
            });
  }
}
