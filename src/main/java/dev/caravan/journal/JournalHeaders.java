package dev.caravan.journal;

/**
 * Headers of the {@code journal:} component. Their prefix keeps them from crossing HTTP: Camel
 * filters {@code Camel*} headers in both directions.
 */
public final class JournalHeaders {
  /** The part of the stream id after the category; required. */
  public static final String KEY = "CamelJournalKey";

  /** The opaque id of the saga that the exchange belongs to. */
  public static final String SAGA_ID = "CamelJournalSagaId";

  /** The id (UUID) of the event that led to this one. */
  public static final String CAUSED_BY = "CamelJournalCausedBy";

  /** Who or what did it; {@code route:<id>} where absent. */
  public static final String ACTOR = "CamelJournalActor";

  /** The version (long) that the stream must stand at; any where absent. */
  public static final String EXPECTED_VERSION = "CamelJournalExpectedVersion";

  /** Set by the component: the stream's version after the append. */
  public static final String VERSION = "CamelJournalVersion";

  private JournalHeaders() {}
}
