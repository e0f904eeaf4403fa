package dev.caravan.process;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import dev.caravan.process.ProcessEvent.ProcessAccepted;
import dev.caravan.process.ProcessEvent.ProcessCancelled;
import dev.caravan.process.ProcessEvent.ProcessCompleted;
import dev.caravan.process.ProcessEvent.ProcessFailed;
import dev.caravan.process.ProcessEvent.ProcessSignalled;
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
    ProcessEvent event = ProcessEvent.CODEC.read(recorded);
    if (event instanceof ProcessAccepted accepted) {
      open.add(ProcessId.of(recorded), accepted.revision(), recorded.occurredAt());
    } else if (event instanceof ProcessSignalled) {
      open.signalled(ProcessId.of(recorded));
    } else if (event instanceof ProcessCompleted
        || event instanceof ProcessCancelled
        || event instanceof ProcessFailed) {
      open.remove(ProcessId.of(recorded));
    }
  }
}
