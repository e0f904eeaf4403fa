package dev.caravan.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.springframework.boot.SpringBootVersion;

/** The figures, for people and for programs. */
final class Report {
  private final Parameters parameters;
  private final List<Row> rows;

  Report(Parameters parameters, List<Row> rows) {
    this.parameters = parameters;
    this.rows = rows;
  }

  String table() {
    StringBuilder table = new StringBuilder();
    for (Wiring wiring : Wiring.values()) {
      line(table, "(%s) %s", wiring.key(), wiring.title());
    }
    line(
        table,
        "%d orders each after %d for warm-up; wirings by turns, in the order %s; %s",
        parameters.orders(),
        parameters.warmup(),
        parameters.wirings().stream().map(Wiring::key).toList(),
        machine());
    line(
        table,
        "%-8s%8s%10s%10s%10s%16s%11s%9s",
        "wiring",
        "callers",
        "orders/s",
        "p50 ms",
        "p99 ms",
        "CPU s/1000",
        "confirmed",
        "refused");
    for (Row row : rows) {
      line(
          table,
          "(%s)     %8d%10.1f%10.1f%10.1f%16s%11d%9d",
          row.wiring(),
          row.callers(),
          row.ordersPerSecond(),
          row.p50Millis(),
          row.p99Millis(),
          row.cpuSecondsPer1000() == null
              ? "n/a"
              : String.format(Locale.ROOT, "%.2f", row.cpuSecondsPer1000()),
          row.confirmed(),
          row.refused());
    }
    ratios()
        .forEach(
            (name, ratios) ->
                ratios.forEach(
                    (callers, ratio) ->
                        line(table, "%s at %d callers: %.2f", name, callers, ratio)));
    return table.toString();
  }

  void write(Path file) throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("measuredAt", Instant.now().toString());
    report.put("machine", machine());
    report.put("parameters", parameters);
    report.put("rows", rows);
    report.put("ratios", ratios());
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
  }

  static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    machine.put("camel", CamelContext.class.getPackage().getImplementationVersion());
    machine.put("springBoot", SpringBootVersion.getVersion());
    return machine;
  }

  private Map<String, Map<Integer, Double>> ratios() {
    Map<String, Map<Integer, Double>> ratios = new LinkedHashMap<>();
    ratios.put("b/a", ratios(Wiring.B, Wiring.A));
    ratios.put("c/b", ratios(Wiring.C, Wiring.B));
    ratios.put("d/b", ratios(Wiring.D, Wiring.B));
    ratios.put("e/b", ratios(Wiring.E, Wiring.B));
    return ratios;
  }

  private Map<Integer, Double> ratios(Wiring over, Wiring under) {
    Map<Integer, Double> ratios = new LinkedHashMap<>();
    for (int callers : parameters.callers()) {
      Optional<Double> dividend = speed(over, callers);
      Optional<Double> divisor = speed(under, callers);
      if (dividend.isPresent() && divisor.isPresent()) {
        ratios.put(callers, dividend.get() / divisor.get());
      }
    }
    return ratios;
  }

  private Optional<Double> speed(Wiring wiring, int callers) {
    return rows.stream()
        .filter(row -> row.wiring().equals(wiring.key()) && row.callers() == callers)
        .map(Row::ordersPerSecond)
        .findFirst();
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
  }
}
