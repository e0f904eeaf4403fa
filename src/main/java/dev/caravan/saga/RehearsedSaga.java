package dev.caravan.saga;

import dev.caravan.journal.JournalHeaders;
import dev.caravan.journal.RouteNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaStep;
import org.apache.camel.support.ExchangeHelper;

/** One saga of a {@link Rehearsal}; steps begin and fail as under {@link JournaledSaga}. */
final class RehearsedSaga implements CamelSagaCoordinator {
  private final String id;
  private final Rehearsal rehearsal;
  private final Consumer<String> ended;
  private final boolean ofTheOrder;
  private final List<String> undoable = Collections.synchronizedList(new ArrayList<>());

  RehearsedSaga(String id, Rehearsal rehearsal, Consumer<String> ended) {
    this.id = id;
    this.rehearsal = rehearsal;
    this.ended = ended;
    this.ofTheOrder = rehearsal.begin(id);
  }

  void started(Exchange exchange) {
    exchange.getMessage().setHeader(JournalHeaders.SAGA_ID, id);
  }

  @Override
  public CompletableFuture<Void> beginStep(Exchange exchange, CamelSagaStep step) {
    String name = String.valueOf(RouteNames.authored(ExchangeHelper.getRouteId(exchange)));
    String run = UUID.randomUUID().toString();
    boolean logged = step.getCompensation().isPresent() || step.getCompletion().isPresent();
    rehearsal.step(run, name, logged && ofTheOrder);
    if (step.getCompensation().isPresent()) {
      undoable.add(name);
    }
    new StepRun(id, run, name, false).enter(exchange);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> compensate(Exchange exchange) {
    ended.accept(id);
    if (ofTheOrder) {
      rehearsal.cancelled(Failures.of(exchange), undoable);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> complete(Exchange exchange) {
    ended.accept(id);
    if (ofTheOrder) {
      rehearsal.closed();
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public String getId() {
    return id;
  }
}
