package dev.caravan.saga;

import java.security.SecureRandom;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The key that signs callbacks. It is kept in the database: all processes on it share their sagas,
 * and a callback must be known again after a restart.
 */
@Component
class CallbackKey {
  private static final int BYTES = 32;

  private final JdbcTemplate jdbc;

  CallbackKey(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  byte[] get() {
    byte[] fresh = new byte[BYTES];
    new SecureRandom().nextBytes(fresh);
    jdbc.update("insert into saga.callback_key (key) values (?) on conflict do nothing", fresh);
    return jdbc.queryForObject("select key from saga.callback_key", byte[].class);
  }
}
