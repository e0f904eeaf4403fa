package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.projection.PageKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void comesBackAsItWent() {
    PageKey key = new PageKey(Instant.parse("2026-01-01T00:00:00.123456Z"), "NW-1_x");

    assertThat(Cursor.of(key)).matches("[A-Za-z0-9_-]+");
    assertThat(Cursor.read(Cursor.of(key))).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.2", "1.2 a b", "1.2 '", "1.2 "})
  void isRefusedWhereItIsNoneOfOurs(String text) {
    String cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> Cursor.read(cursor)).isInstanceOf(ProblemException.class);
  }
}
