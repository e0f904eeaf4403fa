package dev.caravan.process;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import java.util.List;
import org.springframework.stereotype.Component;

/** Makes the list of open processes from the journal again. */
@Component
class ProcessReplay implements Replay {
  private final OpenProcesses open;

  ProcessReplay(OpenProcesses open) {
    this.open = open;
  }

  @Override
  public void clear() {
    open.clear();
  }

  @Override
  public void apply(List<RecordedEvent> events) {
    events.stream().filter(ProcessId::isNamedBy).forEach(this::apply);
  }

  private void apply(RecordedEvent recorded) {
    open.follow(ProcessId.of(recorded), ProcessEvent.CODEC.read(recorded), recorded.occurredAt());
  }
}
