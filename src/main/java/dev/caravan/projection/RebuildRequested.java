package dev.caravan.projection;

import dev.caravan.journal.EventCodec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person had a read model built anew; stored in the stream {@code projection-<name>}.
 *
 * @param reason one sentence; null where nobody gave one
 */
record RebuildRequested(String projection, @Nullable String reason) {
  static final String TYPE = "RebuildRequested";
  static final EventCodec<RebuildRequested> CODEC =
      new EventCodec<>(Map.of(TYPE, RebuildRequested.class));

  static String stream(String projection) {
    return "projection-" + projection;
  }
}
