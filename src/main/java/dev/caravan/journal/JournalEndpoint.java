package dev.caravan.journal;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * {@code journal:<category>?type=<event type>&schemaVersion=<n>} to append, {@code
 * journal:<category>,<category>?group=<name>} to consume.
 */
class JournalEndpoint extends DefaultEndpoint {
  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

  private final String category;
  private @Nullable String type;
  private int schemaVersion = 1;

  private @Nullable String group;
  private String types = "";
  private String sagas = "";
  private StartFrom startFrom = StartFrom.BEGINNING;
  private int concurrentConsumers = 1;
  private int maxAttempts = 5;
  private Duration backOff = Duration.ofSeconds(1);
  private Duration lease = Duration.ofSeconds(10);

  /** Where a group that is new begins. */
  public enum StartFrom {
    BEGINNING,
    END
  }

  JournalEndpoint(String uri, JournalComponent component, String category) {
    super(uri, component);
    this.category = category;
  }

  /** The stored name of the events' type; required to append. */
  public void setType(String type) {
    this.type = type;
  }

  /** The version of the form of the events' data, from 1. */
  public void setSchemaVersion(int schemaVersion) {
    this.schemaVersion = schemaVersion;
  }

  /**
   * The name under which consumers share the work and its progress is kept; required to consume.
   */
  public void setGroup(String group) {
    this.group = group;
  }

  /** The types of events to consume, separated by commas; all of the category where absent. */
  public void setTypes(String types) {
    this.types = types;
  }

  /** What the ids of the sagas begin with whose events to consume; those of all where absent. */
  public void setSagas(String sagas) {
    this.sagas = sagas;
  }

  /** Where a group begins that there has not been yet: at the journal's beginning or end. */
  public void setStartFrom(StartFrom startFrom) {
    this.startFrom = startFrom;
  }

  /** How many events this consumer may have in hand at once, each of another stream. */
  public void setConcurrentConsumers(int concurrentConsumers) {
    this.concurrentConsumers = concurrentConsumers;
  }

  /** How often an event is tried before it is set aside. */
  public void setMaxAttempts(int maxAttempts) {
    this.maxAttempts = maxAttempts;
  }

  /**
   * How long the second attempt waits; later ones wait twice as long each, up to a minute. The
   * partition waits with it.
   */
  public void setBackOff(Duration backOff) {
    this.backOff = backOff;
  }

  /** After which time the partitions of a consumer go to others that gave no sign of life. */
  public void setLease(Duration lease) {
    this.lease = lease;
  }

  @Override
  public Producer createProducer() {
    if (type == null) {
      throw invalid("the option type is missing");
    }
    return new JournalProducer(this, category, type, schemaVersion);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    if (group == null || !GROUP.matcher(group).matches()) {
      throw invalid("the option group must be there and match " + GROUP);
    }
    if (type != null) {
      throw invalid("the option type is for producers; types says what to consume");
    }
    if (category.contains("-")) {
      throw invalid("a category has no hyphen: it ends at the first one of a stream's id");
    }
    between("concurrentConsumers", concurrentConsumers, 1, Subscription.PARTITIONS);
    between("maxAttempts", maxAttempts, 1, Integer.MAX_VALUE);
    if (backOff.isNegative()) {
      throw invalid("backOff must not be negative");
    }
    if (lease.compareTo(SHORTEST_LEASE) < 0) {
      throw invalid("lease must be at least 1s");
    }
    Subscription subscription =
        new Subscription(
            group,
            List.of(category.split(",")),
            types(),
            sagas,
            startFrom == StartFrom.END,
            maxAttempts,
            backOff,
            lease);
    JournalConsumer consumer =
        new JournalConsumer(this, processor, subscription, concurrentConsumers);
    configureConsumer(consumer);
    return consumer;
  }

  private List<String> types() {
    return Stream.of(types.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private void between(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw invalid(option + " must be from " + least + " to " + most);
    }
  }

  private IllegalArgumentException invalid(String what) {
    return new IllegalArgumentException("journal:" + category + ": " + what);
  }

  @Override
  public JournalComponent getComponent() {
    return (JournalComponent) super.getComponent();
  }
}
