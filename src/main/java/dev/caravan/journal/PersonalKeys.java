package dev.caravan.journal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/**
 * The keys of personal data, one at a time a subject: rows of {@code journal.personal_key}, the
 * latest ones in memory.
 *
 * <p>A key that this process destroys is gone here as soon as that is committed. Other processes
 * may open with it for {@link #KEPT} longer, but not seal: see {@code journal.hold_personal_key}.
 */
@Component
class PersonalKeys {
  static final Duration KEPT = Duration.ofSeconds(5);

  private static final int KEPT_AT_MOST = 10_000;
  private static final int ATTEMPTS = 10;

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final IdGenerator ids;
  private final Cache<String, Key> current;
  private final Cache<UUID, Optional<SecretKey>> known;

  /** A key as it is; not printed with its bytes. */
  record Key(UUID id, SecretKey secret) {
    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }

  @Autowired
  PersonalKeys(JdbcTemplate jdbc, Clock clock, IdGenerator ids) {
    this(jdbc, clock, ids, Ticker.systemTicker());
  }

  PersonalKeys(JdbcTemplate jdbc, Clock clock, IdGenerator ids, Ticker ticker) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.ids = ids;
    this.current = cache(ticker);
    this.known = cache(ticker);
  }

  private static <K, V> Cache<K, V> cache(Ticker ticker) {
    return Caffeine.newBuilder()
        .expireAfterWrite(KEPT)
        .maximumSize(KEPT_AT_MOST)
        .ticker(ticker)
        .build();
  }

  /** The key by which a subject's data are sealed now; made where there is none. */
  Key of(String subject) {
    Key kept = current.getIfPresent(subject);
    if (kept != null) {
      return kept;
    }
    // not under the cache's lock: who makes a key may wait for a transaction that made the same one
    // and whose own thread may come for it again. A key that is put here too late seals nothing.
    Key found = findOrMake(subject);
    current.put(subject, found);
    return found;
  }

  private Key findOrMake(String subject) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Key> found =
          jdbc.query(
              "select key_id, key from journal.personal_key where subject = ? and key is not null",
              PersonalKeys::key,
              subject);
      if (!found.isEmpty()) {
        return found.get(0);
      }
      // of several processes one makes it, and all read it
      jdbc.update(
          "insert into journal.personal_key (key_id, subject, key, created_at) values (?, ?, ?, ?)"
              + " on conflict (subject) where key is not null do nothing",
          ids.generateId(),
          subject,
          AesGcm.newKey().getEncoded(),
          clock.instant().atOffset(ZoneOffset.UTC));
    }
    throw new IllegalStateException("a key is destroyed as often as it is made");
  }

  private static Key key(ResultSet row, int number) throws SQLException {
    return new Key(row.getObject("key_id", UUID.class), AesGcm.key(row.getBytes("key")));
  }

  /** A key by its id; empty where it was destroyed, or never was here. */
  Optional<SecretKey> find(UUID id) {
    // one at a time a key, which a removal waits for: so none is kept that was just destroyed
    return known.get(id, missing -> Optional.ofNullable(read(Set.of(missing)).get(missing)));
  }

  /** Those of the keys that exist. Asks the database once, for all that are not in memory. */
  Map<UUID, SecretKey> find(Collection<UUID> ids) {
    Map<UUID, SecretKey> found = new HashMap<>();
    Set<UUID> missing = new HashSet<>(ids);
    known
        .getAllPresent(missing)
        .forEach(
            (id, key) -> {
              missing.remove(id);
              key.ifPresent(secret -> found.put(id, secret));
            });
    // not kept: what was read for many at once might be destroyed before it is put there
    found.putAll(missing.isEmpty() ? Map.of() : read(missing));
    return found;
  }

  private Map<UUID, SecretKey> read(Set<UUID> ids) {
    Map<UUID, SecretKey> read = new HashMap<>();
    jdbc.query(
            "select key_id, key from journal.personal_key"
                + " where key_id = any(?) and key is not null",
            PersonalKeys::key,
            (Object) ids.toArray(UUID[]::new))
        .forEach(key -> read.put(key.id(), key.secret()));
    return read;
  }

  /** Has the subject's key looked up again the next time that something is sealed. */
  void forget(String subject) {
    current.invalidate(subject);
  }

  /**
   * The subject's key, which nobody can seal with until the caller's transaction ends. Waits for
   * transactions that have sealed with it.
   */
  Optional<UUID> hold(String subject) {
    return jdbc
        .queryForList(
            "select key_id from journal.personal_key where subject = ? and key is not null"
                + " for update",
            UUID.class,
            subject)
        .stream()
        .findFirst();
  }

  /** When the last of the subject's keys was destroyed; empty where none was. */
  Optional<Instant> destroyedAt(String subject) {
    return jdbc
        .queryForList(
            "select destroyed_at from journal.personal_key"
                + " where subject = ? and key is null order by destroyed_at desc limit 1",
            OffsetDateTime.class,
            subject)
        .stream()
        .findFirst()
        .map(OffsetDateTime::toInstant);
  }

  /** Destroys a key in the caller's transaction, which holds it. */
  void destroy(String subject, UUID id, Instant now) {
    jdbc.update(
        "update journal.personal_key set key = null, destroyed_at = ? where key_id = ?",
        now.atOffset(ZoneOffset.UTC),
        id);
    AfterCommit.run(
        () -> {
          current.invalidate(subject);
          known.invalidate(id);
        });
  }
}
