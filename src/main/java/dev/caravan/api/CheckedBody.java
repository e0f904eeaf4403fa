package dev.caravan.api;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request body after the check against its schema.
 *
 * @param violations what the schema found; a route that needs nothing else calls {@link #valid}
 */
record CheckedBody(JsonNode json, List<Violation> violations) {

  /**
   * The body, if nothing is wrong with it.
   *
   * @throws ProblemException 400
   */
  JsonNode valid() {
    return valid(List.of());
  }

  /**
   * The body, if the route found nothing wrong either. Of two findings about one place the schema's
   * stands.
   *
   * @throws ProblemException 400 with the findings of both
   */
  JsonNode valid(List<Violation> found) {
    Set<String> told =
        violations.stream().map(Violation::pointer).filter(Objects::nonNull).collect(toSet());
    List<Violation> all =
        Stream.concat(violations.stream(), found.stream().filter(v -> !told.contains(v.pointer())))
            .limit(Schemas.MAX_VIOLATIONS)
            .toList();
    if (!all.isEmpty()) {
      throw new ProblemException(Problem.invalid(all));
    }
    return json;
  }
}
