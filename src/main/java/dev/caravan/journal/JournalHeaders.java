package dev.caravan.journal;

/**
 * Headers of the {@code journal:} component. Their prefix keeps them from crossing HTTP: Camel
 * filters {@code Camel*} headers in both directions.
 *
 * <p>A consumer sets them so that what its route appends by {@code to("journal:...")} has the same
 * key and saga and is caused by the event that was consumed.
 */
public final class JournalHeaders {
  /** The part of the stream id after the category; required to append; set by a consumer. */
  public static final String KEY = "CamelJournalKey";

  /**
   * The opaque id of the saga that the exchange belongs to; set by a consumer where there is one.
   */
  public static final String SAGA_ID = "CamelJournalSagaId";

  /** The id (UUID) of the event that led to this one; set by a consumer to the event's own id. */
  public static final String CAUSED_BY = "CamelJournalCausedBy";

  /** Who or what did it; {@code route:<id>} where absent. */
  public static final String ACTOR = "CamelJournalActor";

  /** The version (long) that the stream must stand at; any where absent. */
  public static final String EXPECTED_VERSION = "CamelJournalExpectedVersion";

  /**
   * Set by the component: the stream's version (long) after the append; of a consumed event, its
   * place in its stream.
   */
  public static final String VERSION = "CamelJournalVersion";

  /** Set by a consumer: the event's stored name. */
  public static final String TYPE = "CamelJournalType";

  /** Set by a consumer: the version (int) of the form of the body. */
  public static final String SCHEMA_VERSION = "CamelJournalSchemaVersion";

  /** Set by a consumer: the event's place (long) in the journal as a whole. */
  public static final String POSITION = "CamelJournalPosition";

  /** Set by a consumer: the event's id (UUID as text), the same at each delivery. */
  public static final String EVENT_ID = "CamelJournalEventId";

  /** Set by a consumer: when it happened ({@link java.time.Instant}). */
  public static final String OCCURRED_AT = "CamelJournalOccurredAt";

  private JournalHeaders() {}
}
