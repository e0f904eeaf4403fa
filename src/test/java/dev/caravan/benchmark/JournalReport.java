package dev.caravan.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The journal's figures, for people and for programs. */
final class JournalReport {
  private final JournalParameters parameters;
  private final Map<String, Double> perSecond = new LinkedHashMap<>();
  private final Map<String, Long> memory = new LinkedHashMap<>();

  JournalReport(JournalParameters parameters) {
    this.parameters = parameters;
  }

  void add(String what, double eventsPerSecond) {
    perSecond.put(what, eventsPerSecond);
    System.out.print(line(what, eventsPerSecond));
  }

  void memory(String when, Optional<Long> bytes) {
    bytes.ifPresent(peak -> memory.put(when, peak));
  }

  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            "a journal of %d events; %s; application with %s%n",
            parameters.events(), Report.machine(), parameters.jvm()));
    perSecond.forEach((what, value) -> table.append(line(what, value)));
    ratios()
        .forEach(
            (what, ratio) ->
                table.append(String.format(Locale.ROOT, "%-50s%12.2f%n", what, ratio)));
    memory.forEach(
        (when, bytes) ->
            table.append(
                String.format("%-50s%12d MiB%n", "peak memory " + when, bytes / (1024 * 1024))));
    return table.toString();
  }

  void write(Path file) throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("measuredAt", Instant.now().toString());
    report.put("machine", Report.machine());
    report.put("parameters", parameters.toString());
    report.put("eventsPerSecond", perSecond);
    report.put("ratios", ratios());
    report.put("peakMemoryBytes", memory);
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
  }

  private Map<String, Double> ratios() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (int writers : parameters.writers()) {
      ratio(
          ratios,
          "append/bare, one event, " + writers + " writers",
          "append of one event, " + writers + " writers",
          "bare insert, " + writers + " writers");
      ratio(
          ratios,
          "append/bare, 8 events, " + writers + " writers",
          "append of orders of 8, " + writers + " writers",
          "bare insert of 8 in a transaction, " + writers + " writers");
    }
    return ratios;
  }

  private void ratio(Map<String, Double> ratios, String name, String over, String under) {
    if (perSecond.containsKey(over) && perSecond.containsKey(under)) {
      ratios.put(name, perSecond.get(over) / perSecond.get(under));
    }
  }

  private static String line(String what, double eventsPerSecond) {
    return String.format(Locale.ROOT, "%-50s%12.0f/s%n", what, eventsPerSecond);
  }
}
