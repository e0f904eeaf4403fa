package dev.caravan.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is signed of the journal at once.
 *
 * @param position up to which
 * @param events how many since the checkpoint before it
 * @param digest SHA-256 over their hashes by position
 * @param previousSignature of the checkpoint before it; null for the first
 */
record SignedCheckpoint(
    long position,
    long events,
    byte[] digest,
    byte @Nullable [] previousSignature,
    Instant signedAt) {

  /** The text that the signature covers: one field a line. */
  byte[] text() {
    HexFormat hex = HexFormat.of();
    return String.join(
            "\n",
            "caravan-journal-checkpoint",
            previousSignature == null ? "" : hex.formatHex(previousSignature),
            Long.toString(position),
            Long.toString(events),
            hex.formatHex(digest),
            Long.toString(EventHash.micros(signedAt)))
        .getBytes(StandardCharsets.UTF_8);
  }
}
