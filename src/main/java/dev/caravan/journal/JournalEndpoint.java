package dev.caravan.journal;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** {@code journal:<category>?type=<event type>&schemaVersion=<n>}. */
class JournalEndpoint extends DefaultEndpoint {
  private final String category;
  private @Nullable String type;
  private int schemaVersion = 1;

  JournalEndpoint(String uri, JournalComponent component, String category) {
    super(uri, component);
    this.category = category;
  }

  /** The stored name of the events' type; required. */
  public void setType(String type) {
    this.type = type;
  }

  /** The version of the form of the events' data, from 1. */
  public void setSchemaVersion(int schemaVersion) {
    this.schemaVersion = schemaVersion;
  }

  @Override
  public Producer createProducer() {
    if (type == null) {
      throw new IllegalArgumentException("journal:" + category + ": the option type is missing");
    }
    return new JournalProducer(this, category, type, schemaVersion);
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("journal: is a producer only");
  }

  @Override
  public JournalComponent getComponent() {
    return (JournalComponent) super.getComponent();
  }
}
