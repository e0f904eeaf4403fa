package dev.caravan.journal;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the consumers of one kind of source have set aside, and their second chance. */
public interface DeadLetters {

  /**
   * Those that are set aside, the oldest first, which is by ascending id.
   *
   * @param group of one group; null: of all
   * @param after the id after which to start; null: from the first
   * @param limit how many at the most
   */
  List<DeadLetter> list(@Nullable String group, @Nullable UUID after, int limit);

  /**
   * Asks for another attempt, which comes a moment later, where the group has a living consumer.
   * The stream's order is kept: what was set aside of it earlier is tried first, what waits behind
   * follows; where one fails, it and those behind stay. Asking twice is as good as once.
   *
   * @param actor who wants it so; goes into the journal
   * @param reason why, one sentence
   * @return what is to be tried again; empty where nothing of that id is set aside (any more)
   */
  Optional<DeadLetter> retry(UUID id, String actor, @Nullable String reason);
}
