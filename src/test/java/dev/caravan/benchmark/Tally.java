package dev.caravan.benchmark;

import dev.caravan.journal.Fold;
import dev.caravan.journal.RecordedEvent;
import java.util.List;

/** An aggregate whose state stays small, however long its stream is: it counts its events. */
record Tally(long events, long bytes) {

  /** What is kept is all of it. */
  static final class Folded implements Fold<Tally, Tally> {
    @Override
    public Tally initial(String streamId) {
      return new Tally(0, 0);
    }

    @Override
    public Tally after(Tally tally, List<RecordedEvent> events) {
      return new Tally(
          tally.events + events.size(),
          tally.bytes + events.stream().mapToLong(event -> event.data().length()).sum());
    }

    @Override
    public int schemaVersion() {
      return 1;
    }

    @Override
    public Class<Tally> kept() {
      return Tally.class;
    }

    @Override
    public Tally keep(Tally tally) {
      return tally;
    }

    @Override
    public Tally restore(Tally first, Tally kept) {
      return kept;
    }
  }
}
