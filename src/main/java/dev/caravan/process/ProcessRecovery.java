package dev.caravan.process;

import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.process.ProcessEvent.ProcessCancelled;
import dev.caravan.saga.SagaEnds;
import dev.caravan.saga.SagaTime;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends processes that nobody will end any more: accepted, but Caravan died before their saga began.
 * Where it has begun, whoever recovers the saga ends both.
 */
@Component
class ProcessRecovery extends RouteBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessRecovery.class);
  private static final int BATCH = 100;
  private static final Failure FAILURE = SagaEnds.interrupted("process");

  private final ProcessLog log;
  private final OpenProcesses open;
  private final SagaTime time;

  ProcessRecovery(ProcessLog log, OpenProcesses open, SagaTime time) {
    this.log = log;
    this.open = open;
    this.time = time;
  }

  @Override
  public void configure() {
    from("timer:process-recovery?period=5s")
        .routeId("process-recovery")
        .routeDescription("Ends processes that were left behind by a crash")
        .process(exchange -> sweep());
  }

  void sweep() {
    open.byRevision()
        .forEach(
            (flow, revisions) -> {
              Duration patience = time.patience(flow, revisions.keySet());
              for (ProcessId id : open.openFor(flow, patience, BATCH)) {
                log.append(id, new Actor("recovery", null), process -> end(id, process));
              }
            });
  }

  private Optional<ProcessEvent> end(ProcessId id, Process process) {
    if (!process.isRunning() || process.sagaId() != null) {
      return Optional.empty();
    }
    LOG.info("{} was left behind and is cancelled", id.stream());
    return Optional.of(new ProcessCancelled(FAILURE));
  }
}
