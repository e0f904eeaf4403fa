package dev.caravan.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":+1}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{} {}",
        "{}x",
        "{\"a\":\"\n\"}",
        "{/* */}",
        "{\"a\":1234567890123456789012345678901}"
      })
  void refusesWhatIsNotOneJsonDocument(String text) {
    assertThatThrownBy(() -> StrictJson.read(text.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(400));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": NaN}             | line 1, column 10: this is not JSON",
        "{\"a\": 1, \"a\": 2}     | line 1, column 13: the member a is there twice",
        "{} {}                    | line 1, column 4: more than one value",
        "[1234567890123456789012345678901] |"
            + " deeper than 32 levels, a number of more than 30 digits or a name of more than 200"
      })
  void saysInItsOwnWordsWhatIsWrongAndWhere(String text, String detail) {
    assertThatThrownBy(() -> StrictJson.read(text.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().toString()).contains(detail));
  }

  // a bare continuation, overlong forms, an encoded surrogate, a cut sequence, beyond U+10FFFF
  @ParameterizedTest
  @ValueSource(strings = {"80", "c080", "e080af", "eda080", "e282", "f4908080", "ff"})
  void refusesWhatIsNotUtf8(String hex) {
    byte[] body = HexFormat.of().parseHex("22" + hex + "22");

    assertThatThrownBy(() -> StrictJson.read(body)).isInstanceOf(ProblemException.class);
  }

  @Test
  void refusesOtherEncodings() {
    assertThatThrownBy(() -> StrictJson.read("{}".getBytes(StandardCharsets.UTF_16)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void goesAsDeepAsTheLimitAndNoDeeper() {
    assertThat(StrictJson.read(nested(32)).isArray()).isTrue();
    assertThatThrownBy(() -> StrictJson.read(nested(33))).isInstanceOf(ProblemException.class);
  }

  private static byte[] nested(int depth) {
    return ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
  }

  @Test
  void keepsNumbersThatNoDoubleHolds() {
    assertThat(StrictJson.read("1e400".getBytes(UTF_8)).isBigDecimal()).isTrue();
  }
}
