package dev.caravan.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The paths of the contract and their methods. Camel takes a longer path for one of its templates
 * where no other operation fits.
 */
final class PathTable {
  private final Map<List<String>, Set<String>> methods = new LinkedHashMap<>();

  void add(String template, String method) {
    methods.computeIfAbsent(segments(template), t -> new TreeSet<>()).add(method);
  }

  /**
   * Passes a path that has the method.
   *
   * @param path as in the contract, without the server's part
   * @throws ProblemException 404; 405 with the methods that it has
   */
  void require(String method, String path) {
    Set<String> allowed = new TreeSet<>();
    List<String> asked = segments(path);
    methods.forEach(
        (template, has) -> {
          if (matches(template, asked)) {
            allowed.addAll(has);
          }
        });
    if (allowed.isEmpty()) {
      throw new ProblemException(Problem.of(404, "no such path"));
    }
    if (!allowed.contains(method)) {
      throw new ProblemException(
          Problem.of(405, "not a method of this path").allow(String.join(", ", allowed)));
    }
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/"));
  }

  private static boolean matches(List<String> template, List<String> path) {
    boolean matches = template.size() == path.size();
    for (int i = 0; matches && i < template.size(); i++) {
      matches = template.get(i).startsWith("{") || template.get(i).equals(path.get(i));
    }
    return matches;
  }
}
