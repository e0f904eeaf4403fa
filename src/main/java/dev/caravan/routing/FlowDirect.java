package dev.caravan.routing;

import java.util.Optional;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Camel's {@code direct:}, in which a name of a YAML flow means its active revision, and the name
 * inside of a revision brings that revision back where it is not loaded: a callback for a saga that
 * began on it may come at any time.
 */
@Component("direct")
class FlowDirect extends DirectComponent {
  private static final String SCHEME = "direct://";

  private final ObjectProvider<LoadedRevisions> revisions;

  FlowDirect(ObjectProvider<LoadedRevisions> revisions) {
    this.revisions = revisions;
  }

  @Override
  protected @Nullable DirectConsumer getConsumer(String key, boolean block, long timeout)
      throws InterruptedException {
    DirectConsumer consumer = super.getConsumer(key, false, 0);
    if (consumer != null || !key.startsWith(SCHEME)) {
      return consumer;
    }
    String name = key.substring(SCHEME.length());
    Optional<RevisionId> revision = RevisionId.of(name);
    if (revision.isPresent()) {
      revisions.getObject().ensure(revision.get());
      return super.getConsumer(key, false, 0);
    }
    String active = revisions.getObject().activeName(name);
    return active == null
        ? super.getConsumer(key, block, timeout)
        : super.getConsumer(SCHEME + active, false, 0);
  }

  /** Makes producers look up again whom they send to. */
  void namesChanged() {
    removeConsumer("", null);
  }
}
