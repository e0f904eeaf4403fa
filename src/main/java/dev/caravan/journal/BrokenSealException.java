package dev.caravan.journal;

import java.util.UUID;

/** Sealed personal data were changed, or stand where they were not sealed for. */
public class BrokenSealException extends RuntimeException {
  BrokenSealException(PersonalSeal.Place place, UUID keyId) {
    super(
        "the seal of %s in %s of %s does not fit key %s"
            .formatted(place.field(), place.type(), place.streamId(), keyId));
  }
}
