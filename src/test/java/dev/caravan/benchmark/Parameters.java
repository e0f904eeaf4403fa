package dev.caravan.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What can be set on the command line with {@code -Dbenchmark.…}.
 *
 * @param orders measured orders per wiring and number of callers
 * @param warmup orders before each measurement, with as many callers
 * @param callers how many callers order at the same time
 * @param wirings which wirings run, in which order
 * @param jvm flags of the measured JVMs; those that operators are given, unless told otherwise
 */
record Parameters(
    int orders, int warmup, List<Integer> callers, List<Wiring> wirings, List<String> jvm) {

  static Parameters fromSystemProperties() {
    return new Parameters(
        Integer.getInteger("benchmark.orders", 2000),
        Integer.getInteger("benchmark.warmup", 500),
        split("benchmark.callers", "1,8,32", ",").stream().map(Integer::valueOf).toList(),
        split("benchmark.wirings", "c,a,b,d,e", ",").stream().map(Wiring::of).toList(),
        split("benchmark.jvm", "@" + Path.of("config", "jvm.options").toAbsolutePath(), " "));
  }

  /** For a process of which only the JVM's flags matter. */
  static Parameters withJvm(List<String> jvm) {
    return new Parameters(0, 0, List.of(), List.of(), jvm);
  }

  static List<String> split(String property, String otherwise, String separator) {
    return Arrays.stream(System.getProperty(property, otherwise).strip().split(separator))
        .map(String::strip)
        .toList();
  }
}
