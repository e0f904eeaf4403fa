package dev.caravan.api;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests come in. Camel's own consumer makes headers of all that a client sends, parameters
 * and form fields too, sends them back, buffers bodies of any size, and holds a thread for as long
 * as a saga runs; this one does none of it.
 *
 * <p>A route answers with an {@link Answer}, or with a {@link LaterAnswer} and so without a thread
 * that waits: Camel's processor for OpenAPI calls the routes synchronously.
 */
final class EdgeConsumer extends SpringBootPlatformHttpConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeConsumer.class);

  private final ErrorAnswers errors;
  private final BodyMemory memory;

  EdgeConsumer(
      PlatformHttpEndpoint endpoint, Processor processor, ErrorAnswers errors, BodyMemory memory) {
    super(endpoint, processor, Runnable::run);
    this.errors = errors;
    this.memory = memory;
  }

  /**
   * Answers the request, now or later by the servlet's own means: what Spring offers for later
   * sends the request through all filters and the search for a handler a second time, to write
   * nothing.
   *
   * @return null, as all is said
   */
  @Override
  public @Nullable CompletableFuture<Void> service(
      HttpServletRequest request, HttpServletResponse response) {
    try {
      route(request, response);
    } catch (Exception e) {
      EdgeMessages.write(errors.of(e), response);
    }
    return null;
  }

  private void route(HttpServletRequest request, HttpServletResponse response) throws Exception {
    // paths are served from when the first route starts, and each needs what starts after it
    if (isSuspended() || !getEndpoint().getCamelContext().isStarted()) {
      throw new ProblemException(ErrorPage.notRunning());
    }
    Exchange exchange = createExchange(false);
    exchange.setPattern(ExchangePattern.InOut);
    int taken = EdgeMessages.read(request, exchange.getIn(), memory);
    try {
      createUoW(exchange);
      getProcessor().process(exchange);
    } finally {
      memory.giveBack(taken);
    }
    CompletableFuture<Answer> answer = answer(exchange).toCompletableFuture();
    AsyncContext later = answer.isDone() ? null : request.startAsync();
    if (later != null) {
      // how long an answer may take is said elsewhere
      later.setTimeout(0);
    }
    answer.whenComplete(
        (said, failure) ->
            finish(exchange, failure == null ? said : errors.of(failure), response, later));
  }

  private CompletionStage<Answer> answer(Exchange exchange) {
    if (exchange.getException() != null) {
      return CompletableFuture.failedFuture(exchange.getException());
    }
    Object body = exchange.getMessage().getBody();
    if (body instanceof LaterAnswer later) {
      return later.answer();
    }
    return CompletableFuture.completedFuture(
        body instanceof Answer answer ? answer : CamelAnswers.of(exchange.getMessage()));
  }

  private void finish(
      Exchange exchange,
      Answer answer,
      HttpServletResponse response,
      @Nullable AsyncContext later) {
    try {
      EdgeMessages.write(answer, response);
    } catch (RuntimeException e) {
      LOG.debug("the client has gone", e);
    } finally {
      doneUoW(exchange);
      releaseExchange(exchange, false);
      if (later != null) {
        end(later);
      }
    }
  }

  private static void end(AsyncContext later) {
    try {
      later.complete();
    } catch (IllegalStateException e) {
      LOG.debug("the server has ended it already", e);
    }
  }
}
