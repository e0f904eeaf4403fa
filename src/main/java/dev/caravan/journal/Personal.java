package dev.caravan.journal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.UUID;

/**
 * Personal data as an event, or what was made of it, holds them. Sealed wherever they are stored;
 * {@link PersonalSeal} opens them for as long as their key exists.
 *
 * @param <T> what they are once opened, a form of JSON
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(Personal.Clear.class), @JsonSubTypes.Type(Personal.Sealed.class)})
public sealed interface Personal<T> {

  /**
   * To be read by anybody: as they came in, or opened. Stored so only in events from before there
   * was a seal.
   */
  record Clear<T>(@JsonProperty("clear") T value) implements Personal<T> {
    /** Without the value, which must not get into a log. */
    @Override
    public String toString() {
      return "Clear[***]";
    }
  }

  /**
   * As they are stored.
   *
   * @param keyId the key that opens them, {@code journal.personal_key.key_id}
   * @param text Base64 of the nonce (12 bytes), the ciphertext and the tag (16 bytes) of
   *     AES-256-GCM
   */
  record Sealed<T>(UUID keyId, String text) implements Personal<T> {}

  /** Their key was destroyed: nobody can read them any more. Never stored. */
  record Erased<T>() implements Personal<T> {}
}
