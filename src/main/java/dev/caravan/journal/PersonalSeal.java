package dev.caravan.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Seals personal data by a key of the person whom they are about, and opens them. Where the key is
 * destroyed they are erased, wherever they were copied to, while the events that hold them stay as
 * they are.
 */
@Component
public class PersonalSeal {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PersonalKeys keys;

  PersonalSeal(PersonalKeys keys) {
    this.keys = keys;
  }

  /**
   * Where sealed data stand. They open only there: moved elsewhere they are no better than changed.
   *
   * @param streamId the event's stream
   * @param type the event's stored name
   * @param field the member of the event's data
   */
  public record Place(String streamId, String type, String field) {
    byte[] bytes() {
      // the first two hold no line break, so no two places share a form
      return (streamId + "\n" + type + "\n" + field).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Sealed data and where they stand. */
  public record Standing<T>(Personal<T> data, Place place) {}

  /** Seals values by one key, so that all of them can be opened or none. */
  public final class Sealer {
    private final PersonalKeys.Key key;

    private Sealer(PersonalKeys.Key key) {
      this.key = key;
    }

    /**
     * What comes out must be stored in a transaction that holds the key ({@code
     * journal.hold_personal_key}), for it may be destroyed at any time.
     */
    public <T> Personal.Sealed<T> seal(Place place, T value) {
      try {
        return new Personal.Sealed<>(
            key.id(), AesGcm.seal(key.secret(), place.bytes(), JSON.writeValueAsBytes(value)));
      } catch (JsonProcessingException e) {
        // without the cause, which may show the value
        throw new IllegalStateException("cannot seal " + place);
      }
    }
  }

  /** Seals by the key that the subject has now, which is made where there is none. */
  public Sealer sealer(String subject) {
    return new Sealer(keys.of(subject));
  }

  /**
   * Opens data: {@link Personal.Clear}, or {@link Personal.Erased} where there is no key any more.
   *
   * @throws BrokenSealException where they were changed, or sealed for another place
   */
  public <T> Personal<T> open(Personal<T> data, Place place, Class<T> type) {
    return data instanceof Personal.Sealed<T> sealed
        ? open(sealed, place, type, keys.find(sealed.keyId()).orElse(null))
        : data;
  }

  /** Opens many as {@link #open(Personal, Place, Class)} one; reads their keys at once. */
  public <T> List<Personal<T>> open(List<Standing<T>> many, Class<T> type) {
    List<UUID> ids = new ArrayList<>();
    for (Standing<T> one : many) {
      if (one.data() instanceof Personal.Sealed<T> sealed) {
        ids.add(sealed.keyId());
      }
    }
    Map<UUID, SecretKey> found = keys.find(ids);
    List<Personal<T>> opened = new ArrayList<>();
    for (Standing<T> one : many) {
      opened.add(
          one.data() instanceof Personal.Sealed<T> sealed
              ? open(sealed, one.place(), type, found.get(sealed.keyId()))
              : one.data());
    }
    return opened;
  }

  private static <T> Personal<T> open(
      Personal.Sealed<T> sealed, Place place, Class<T> type, @Nullable SecretKey key) {
    if (key == null) {
      return new Personal.Erased<>();
    }
    try {
      return new Personal.Clear<>(
          JSON.readValue(AesGcm.open(key, place.bytes(), sealed.text()), type));
    } catch (GeneralSecurityException | IOException e) {
      throw new BrokenSealException(place, sealed.keyId());
    }
  }

  /** Makes the subject's key where there is none yet, so that sealing need not. */
  public void haveKey(String subject) {
    keys.of(subject);
  }

  /** Has the subject's key looked up again: the one that was used last has been destroyed. */
  public void forget(String subject) {
    keys.forget(subject);
  }

  /**
   * The subject's key, held until the caller's transaction ends: whoever has sealed with it has
   * stored that before, and whoever seals later gets another one or waits. Empty where it has none.
   */
  public Optional<UUID> hold(String subject) {
    return keys.hold(subject);
  }

  /** When the last of the subject's keys was destroyed; empty where none was. */
  public Optional<Instant> destroyedAt(String subject) {
    return keys.destroyedAt(subject);
  }

  /**
   * Destroys a key that the caller's transaction holds. From its commit on this process opens
   * nothing by it any more, any other one after 5 seconds.
   */
  public void destroy(String subject, UUID keyId, Instant now) {
    keys.destroy(subject, keyId, now);
  }
}
