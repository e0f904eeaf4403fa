package dev.caravan.saga;

import dev.caravan.journal.Fold;
import dev.caravan.journal.RecordedEvent;

/** How a saga is folded from its stream; a snapshot keeps all of it. */
final class SagaFold implements Fold<Saga, Saga> {

  @Override
  public Saga initial(String streamId) {
    return Saga.unknown(streamId.substring(SagaLog.stream("").length()));
  }

  @Override
  public Saga after(Saga saga, RecordedEvent event) {
    return saga.after(SagaLog.CODEC.read(event), event.version());
  }

  @Override
  public int schemaVersion() {
    return 1;
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
