package dev.caravan.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Hands on the events of a subscription as exchanges, by members of its group. */
class JournalConsumer extends DefaultConsumer implements Suspendable {
  /** How many times a lease is renewed before it would run out. */
  private static final int BEATS = 4;

  private final Subscription subscription;
  private final Subscriptions subscriptions;
  private final int concurrentConsumers;
  private @Nullable Run run;

  /** What is there between a start and a stop. */
  private record Run(
      List<GroupMember> members,
      ExecutorService threads,
      ScheduledExecutorService beats,
      JournalSignal.Listening listening) {}

  JournalConsumer(
      JournalEndpoint endpoint,
      Processor processor,
      Subscription subscription,
      int concurrentConsumers) {
    super(endpoint, processor);
    this.subscription = subscription;
    this.subscriptions = endpoint.getComponent().subscriptions();
    this.concurrentConsumers = concurrentConsumers;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    begin();
  }

  @Override
  protected void doResume() throws Exception {
    super.doResume();
    begin();
  }

  /** The event in hand is finished first. */
  @Override
  protected void doSuspend() throws Exception {
    end();
    super.doSuspend();
  }

  @Override
  protected void doStop() throws Exception {
    end();
    super.doStop();
  }

  private void begin() {
    List<GroupMember> members = new ArrayList<>();
    for (int i = 0; i < concurrentConsumers; i++) {
      members.add(subscriptions.member(subscription, this::handle));
    }
    CamelContext camel = getEndpoint().getCamelContext();
    String name = "journal-" + subscription.group();
    ExecutorService threads =
        camel.getExecutorServiceManager().newFixedThreadPool(this, name, concurrentConsumers);
    ScheduledExecutorService beats =
        camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, name + "-lease");
    run =
        new Run(
            members,
            threads,
            beats,
            subscriptions.listen(() -> members.forEach(GroupMember::wake)));
    beats.scheduleWithFixedDelay(
        () -> members.forEach(GroupMember::beat),
        0,
        subscription.lease().toMillis() / BEATS,
        TimeUnit.MILLISECONDS);
    members.forEach(threads::execute);
    subscriptions.begun(subscription, members);
  }

  private void end() {
    if (run == null) {
      return;
    }
    Run ending = run;
    run = null;
    subscriptions.ended(subscription, ending.members());
    ending.listening().close();
    ending.members().forEach(GroupMember::stop);
    CamelContext camel = getEndpoint().getCamelContext();
    // leases are renewed as long as an event is in hand
    camel
        .getExecutorServiceManager()
        .shutdownGraceful(
            ending.threads(),
            camel
                .getShutdownStrategy()
                .getTimeUnit()
                .toMillis(camel.getShutdownStrategy().getTimeout()));
    camel.getExecutorServiceManager().shutdownGraceful(ending.beats());
    if (ending.threads().isTerminated()) {
      ending.members().forEach(this::leave);
    }
  }

  // where the database can't be asked, the leases run out by themselves
  private void leave(GroupMember member) {
    try {
      member.leave();
    } catch (RuntimeException e) {
      handleException("group " + subscription.group() + " keeps its leases until they end", e);
    }
  }

  private @Nullable Throwable handle(RecordedEvent event) {
    Exchange exchange = createExchange(false);
    try {
      fill(exchange.getIn(), event);
      getProcessor().process(exchange);
    } catch (Throwable e) {
      exchange.setException(e);
    }
    Throwable failure = exchange.getException();
    if (failure == null && (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast())) {
      failure = new RollbackExchangeException(exchange);
    }
    if (failure != null) {
      handleException("event at position " + event.position(), exchange, failure);
    }
    releaseExchange(exchange, false);
    return failure;
  }

  private static void fill(Message message, RecordedEvent event) {
    message.setBody(event.data());
    message.setHeader(
        JournalHeaders.KEY, event.streamId().substring(event.streamId().indexOf('-') + 1));
    message.setHeader(JournalHeaders.TYPE, event.type());
    message.setHeader(JournalHeaders.POSITION, event.position());
    message.setHeader(JournalHeaders.VERSION, event.version());
    message.setHeader(JournalHeaders.SCHEMA_VERSION, event.schemaVersion());
    message.setHeader(JournalHeaders.EVENT_ID, event.eventId().toString());
    message.setHeader(JournalHeaders.CAUSED_BY, event.eventId().toString());
    message.setHeader(JournalHeaders.OCCURRED_AT, event.occurredAt());
    if (event.sagaId() != null) {
      message.setHeader(JournalHeaders.SAGA_ID, event.sagaId());
    }
  }
}
