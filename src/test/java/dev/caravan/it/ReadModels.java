package dev.caravan.it;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** The read models of an application that runs. */
final class ReadModels {
  private static final Duration LONG = Duration.ofSeconds(60);

  private ReadModels() {}

  /** Whether all of them have taken in all of the journal. */
  static boolean haveFollowed(Api api) {
    return StreamSupport.stream(api.get("/api/projections").expect(200).json().spliterator(), false)
        .allMatch(
            one -> one.get("lag").asLong() == 0 && one.get("state").asText().equals("RUNNING"));
  }

  /** Builds all of them anew, to the end. */
  static void rebuild(Api api) {
    for (String name : List.of("orders", "timeline", "sales", "sagas")) {
      api.post("/api/projections/" + name + "/rebuild", "{\"reason\": \"to see\"}").expect(202);
    }
    Conditions.await("the rebuilds' end", LONG, () -> haveFollowed(api));
  }
}
