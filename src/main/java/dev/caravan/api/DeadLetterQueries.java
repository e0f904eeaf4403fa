package dev.caravan.api;

import dev.caravan.journal.DeadLetter;
import dev.caravan.journal.DeadLetters;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What consumers of all kinds have set aside, and their second chance. */
@Component
class DeadLetterQueries {
  private final List<DeadLetters> sources;

  DeadLetterQueries(List<DeadLetters> sources) {
    this.sources = sources;
  }

  /** A page of dead letters, the oldest first. */
  public Answer list(
      @Header("group") @Nullable String group,
      @Header("limit") int limit,
      @Header("cursor") @Nullable String cursor) {
    UUID after = cursor == null ? null : read(cursor);
    // one more than asked for tells whether there is another page
    List<DeadLetter> found =
        sources.stream()
            .flatMap(source -> source.list(group, after, limit + 1).stream())
            .sorted(Comparator.comparing(letter -> letter.id().toString()))
            .toList();
    List<DeadLetter> page = found.subList(0, Math.min(limit, found.size()));
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("deadLetters", page);
    body.put("next", found.size() > limit ? page.get(limit - 1).id() : null);
    return Answer.json(200, body);
  }

  private static UUID read(String cursor) {
    try {
      return UUID.fromString(cursor);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.invalid(
              List.of(Violation.of("cursor", "must be the `next` of an earlier answer"))));
    }
  }

  /** Asks for another attempt. */
  public Answer retry(
      @Header("id") String id,
      @Header(Persons.HEADER) @Nullable String actor,
      @Body CheckedBody body) {
    String reason = body.valid().path("reason").textValue();
    UUID letter = UUID.fromString(id);
    return sources.stream()
        .map(source -> source.retry(letter, Persons.operator(actor).name(), reason))
        .flatMap(Optional::stream)
        .findFirst()
        .map(found -> Answer.json(202, found))
        .orElseThrow(() -> new ProblemException(Problem.unknown("dead letter", id)));
  }
}
