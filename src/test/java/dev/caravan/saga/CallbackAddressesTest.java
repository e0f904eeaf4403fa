package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.saga.CallbackAddresses.Action;
import dev.caravan.saga.CallbackAddresses.Callback;
import java.net.URI;
import org.junit.jupiter.api.Test;

class CallbackAddressesTest {
  private static final URI BASE = URI.create("http://127.0.0.1:8080");
  private static final Callback REFUND = new Callback("0_ffff_1", "step-1", Action.COMPENSATE);

  private final CallbackAddresses addresses = new CallbackAddresses(BASE, new byte[] {1, 2, 3});

  @Test
  void knowsItsOwnAgain() {
    for (Action action : Action.values()) {
      Callback callback = new Callback("0_ffff_1", "step-1", action);
      assertThat(addresses.verify(addresses.of(callback))).contains(callback);
    }
  }

  @Test
  void knowsThemAgainAfterARestart() {
    CallbackAddresses restarted = new CallbackAddresses(BASE, new byte[] {1, 2, 3});

    assertThat(restarted.verify(addresses.of(REFUND))).contains(REFUND);
    assertThat(restarted.of(REFUND)).isEqualTo(addresses.of(REFUND));
  }

  @Test
  void knowsNoneOfAnotherKey() {
    CallbackAddresses other = new CallbackAddresses(BASE, new byte[] {1, 2, 4});

    assertThat(other.verify(addresses.of(REFUND))).isEmpty();
  }

  @Test
  void needsNoEncoding() {
    assertThat(addresses.of(REFUND).toString())
        .matches("http://127\\.0\\.0\\.1:8080/lra-participant/[A-Za-z0-9_/-]+");
  }

  @Test
  void takesNothingButItsOwnForm() {
    URI own = addresses.of(REFUND);
    for (String path :
        new String[] {
          own.getPath() + "/",
          own.getPath() + "/x",
          "/x" + own.getPath(),
          own.getPath().replace("compensate", "COMPENSATE"),
          own.getPath().replace("step-1", ""),
          "/lra-participant",
          ""
        }) {
      assertThat(addresses.verify(BASE.resolve(path.isEmpty() ? "/" : path))).isEmpty();
    }
    assertThat(addresses.verify(URI.create("urn:x"))).isEmpty();
  }
}
