package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import java.util.List;

/** A read model that follows the journal. */
interface Projection {

  /** The name under which its checkpoint is kept: {@code [a-z0-9-]+}, never to be reused. */
  String name();

  /** The names of its tables, without their schema. */
  List<String> tables();

  /**
   * Takes in the next events of the journal, by position.
   *
   * <p>Runs in the transaction that moves the checkpoint: what it writes to the database is written
   * once for each event. It must not have any other effect.
   *
   * @param tables the tables to read and write: the live ones, or those of a rebuild
   * @throws dev.caravan.journal.UnreadableEventException where it cannot read one that concerns it;
   *     it is called again with the same events, none is left out
   */
  void apply(List<RecordedEvent> events, Tables tables);
}
