package dev.caravan.process;

import dev.caravan.journal.RecordedEvent;

/** What names a process. Neither part holds a dot, so no two have one stream. */
record ProcessId(String flow, String key) {
  private static final String CATEGORY = "process-";

  String stream() {
    return CATEGORY + flow + "." + key;
  }

  static ProcessId of(Process process) {
    return new ProcessId(process.flow(), process.key());
  }

  static boolean isNamedBy(RecordedEvent event) {
    return event.streamId().startsWith(CATEGORY);
  }

  static ProcessId of(RecordedEvent event) {
    String id = event.streamId().substring(CATEGORY.length());
    int dot = id.indexOf('.');
    return new ProcessId(id.substring(0, dot), id.substring(dot + 1));
  }
}
