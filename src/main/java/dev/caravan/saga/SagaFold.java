package dev.caravan.saga;

import dev.caravan.journal.Fold;
import dev.caravan.journal.RecordedEvent;
import java.util.List;

/** How a saga is folded from its stream; a snapshot keeps all of it. */
final class SagaFold implements Fold<Saga, Saga> {

  @Override
  public Saga initial(String streamId) {
    return Saga.unknown(streamId.substring(SagaLog.stream("").length()));
  }

  @Override
  public Saga after(Saga saga, List<RecordedEvent> events) {
    return saga.after(events.stream().map(SagaLog.CODEC::read).toList());
  }

  @Override
  public int schemaVersion() {
    return 4;
  }

  @Override
  public Class<Saga> kept() {
    return Saga.class;
  }

  @Override
  public Saga keep(Saga saga) {
    return saga;
  }

  @Override
  public Saga restore(Saga first, Saga kept) {
    return kept;
  }
}
