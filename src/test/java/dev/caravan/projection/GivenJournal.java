package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal that holds what the test gives it. */
final class GivenJournal implements EventReader {
  final List<RecordedEvent> events = new CopyOnWriteArrayList<>();

  @Override
  public List<RecordedEvent> readStream(String streamId) {
    return events.stream().filter(e -> e.streamId().equals(streamId)).toList();
  }

  @Override
  public List<RecordedEvent> readFirst(Collection<String> streamIds) {
    return events.stream()
        .filter(e -> e.version() == 1 && streamIds.contains(e.streamId()))
        .toList();
  }

  @Override
  public List<RecordedEvent> readAll(long after, int limit) {
    return events.stream().filter(e -> e.position() > after).limit(limit).toList();
  }

  @Override
  public long lastPosition() {
    return events.stream().mapToLong(RecordedEvent::position).max().orElse(0);
  }
}
