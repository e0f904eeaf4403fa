package dev.caravan.routing;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Loads the flows once all other routes run, and then looks what has become of them. */
@Component
class FlowLifecycle extends RouteBuilder implements CamelContextConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(FlowLifecycle.class);

  private final Flows flows;
  private final FlowFolder folder;
  private final FlowGuard guard;
  private final LoadedRevisions revisions;

  private volatile boolean loaded;

  FlowLifecycle(Flows flows, FlowFolder folder, FlowGuard guard, LoadedRevisions revisions) {
    this.guard = guard;
    this.flows = flows;
    this.folder = folder;
    this.revisions = revisions;
  }

  @Override
  public void configure() {
    from("timer:flows?period=500")
        .routeId("flows")
        .routeDescription(
            "Takes changed flow files, guards new revisions, and removes revisions that are drained")
        .process(exchange -> look());
  }

  @Override
  public void beforeApplicationStart(CamelContext context) {
    // flows may call any other route
  }

  @Override
  public void afterApplicationStart(CamelContext context) {
    flows.load();
    folder.open();
    // or a revision that replaces one of these before the timer's first look is not guarded
    guard.look();
    revisions.ready();
    loaded = true;
  }

  private void look() {
    if (!loaded) {
      return;
    }
    try {
      flows.follow();
      folder.scan();
      guard.look();
      revisions.drain();
    } catch (RuntimeException e) {
      LOG.warn("the flows could not be looked at; tried again in a moment", e);
    }
  }
}
