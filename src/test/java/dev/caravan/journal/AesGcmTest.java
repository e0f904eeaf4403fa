package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmTest {
  private static final SecretKey KEY = AesGcm.newKey();
  private static final byte[] HERE = "here".getBytes(StandardCharsets.UTF_8);
  private static final byte[] THERE = "there".getBytes(StandardCharsets.UTF_8);

  @Property(tries = 500)
  void opensWhatItSealed(@ForAll byte[] clear, @ForAll byte[] bound) throws Exception {
    SecretKey key = AesGcm.newKey();

    assertThat(AesGcm.open(key, bound, AesGcm.seal(key, bound, clear))).isEqualTo(clear);
  }

  @Property(tries = 500)
  void doesNotOpenWhatDiffersByABit(
      @ForAll byte[] clear, @ForAll @IntRange(max = 100_000) int chosen) {
    byte[] text = Base64.getDecoder().decode(AesGcm.seal(KEY, HERE, clear));
    int bit = chosen % (8 * text.length);
    text[bit / 8] ^= (byte) (1 << bit % 8);

    assertThatThrownBy(() -> AesGcm.open(KEY, HERE, Base64.getEncoder().encodeToString(text)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  /** Test case 14 of the specification of GCM: key, nonce and text of zeros. */
  @Test
  void isTheAlgorithmOfTheSpecification() throws Exception {
    byte[] text =
        HexFormat.of()
            .parseHex(
                "000000000000000000000000"
                    + "cea7403d4d606b6e074ec5d3baf39d18"
                    + "d0d1c8a799996bf0265b98b5d48ab919");

    assertThat(
            AesGcm.open(
                AesGcm.key(new byte[32]), new byte[0], Base64.getEncoder().encodeToString(text)))
        .isEqualTo(new byte[16]);
  }

  @Test
  void doesNotOpenByAnotherKeyOrInAnotherPlace() {
    String text = AesGcm.seal(KEY, HERE, new byte[] {1});

    assertThatThrownBy(() -> AesGcm.open(AesGcm.newKey(), HERE, text))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> AesGcm.open(KEY, THERE, text))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "no Base64!", "AAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA"})
  void doesNotOpenWhatIsNoSealedText(String text) {
    assertThatThrownBy(() -> AesGcm.open(KEY, HERE, text))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void sealsTheSameDifferentlyEachTime() {
    byte[] one = Base64.getDecoder().decode(AesGcm.seal(KEY, HERE, new byte[40]));
    byte[] other = Base64.getDecoder().decode(AesGcm.seal(KEY, HERE, new byte[40]));

    assertThat(one).hasSize(12 + 40 + 16).hasSameSizeAs(other);
    assertThat(Arrays.copyOf(one, 12)).isNotEqualTo(Arrays.copyOf(other, 12));
    assertThat(Arrays.copyOfRange(one, 12, 52)).isNotEqualTo(Arrays.copyOfRange(other, 12, 52));
  }

  @Test
  void makesKeysOf256Bits() {
    assertThat(AesGcm.newKey().getEncoded()).hasSize(32).isNotEqualTo(KEY.getEncoded());
  }
}
