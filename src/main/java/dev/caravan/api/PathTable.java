package dev.caravan.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The paths of the contract and their methods. Camel takes a longer path for one of its templates
 * where no other operation fits.
 */
final class PathTable {
  private final Map<String, Set<String>> methods = new LinkedHashMap<>();

  void add(String template, String method) {
    methods.computeIfAbsent(template, t -> new TreeSet<>()).add(method);
  }

  /**
   * Passes a path that has the method.
   *
   * @param path as in the contract, without the server's part
   * @throws ProblemException 404; 405 with the methods that it has
   */
  void require(String method, String path) {
    Set<String> allowed = new TreeSet<>();
    methods.forEach(
        (template, has) -> {
          if (matches(template.split("/"), path.split("/"))) {
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

  private static boolean matches(String[] template, String[] path) {
    boolean matches = template.length == path.length;
    for (int i = 0; matches && i < template.length; i++) {
      matches = template[i].startsWith("{") || template[i].equals(path[i]);
    }
    return matches;
  }
}
