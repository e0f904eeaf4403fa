package dev.caravan.api;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions about the journal. */
@Component
class JournalQueries {
  private final EventReader journal;

  JournalQueries(EventReader journal) {
    this.journal = journal;
  }

  /** Events of all streams; as CloudEvents where the client names them in Accept. */
  public Answer read(
      @Header("after") long after,
      @Header("limit") int limit,
      @Header("Accept") @Nullable String accept) {
    List<RecordedEvent> events = journal.readAll(after, limit);
    if (MediaTypes.asksForCloudEvents(accept)) {
      return Answer.json(200, events.stream().map(CloudEvent::of).toList())
          .as(MediaTypes.CLOUD_EVENTS.toString());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("events", events.stream().map(EventResource::of).toList());
    body.put("last", events.isEmpty() ? after : events.get(events.size() - 1).position());
    return Answer.json(200, body);
  }
}
