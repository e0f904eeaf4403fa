package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class BodyMemoryTest {
  private static final int ALL = 3 * EdgeMessages.MAX_BODY;

  private final BodyMemory memory = new BodyMemory(ALL);

  private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/orders");

  private int read(int length) throws Exception {
    request.setContent(new byte[length]);
    return EdgeMessages.read(request, new DefaultMessage(new DefaultCamelContext()), memory);
  }

  private void assertThatAllIsLeft() {
    assertThat(memory.take(ALL)).isTrue();
    memory.giveBack(ALL);
  }

  @Test
  void aBodyTakesItsLengthUntilItIsGivenBack() throws Exception {
    int taken = read(EdgeMessages.MAX_BODY);

    assertThat(taken).isEqualTo(EdgeMessages.MAX_BODY);
    assertThat(memory.take(ALL - taken + 1)).isFalse();
    memory.giveBack(taken);
    assertThatAllIsLeft();
  }

  @Test
  void aBodyForWhichNotEnoughIsLeftIsReadAndRefusedAndHoldsNothing() throws Exception {
    memory.take(ALL - EdgeMessages.MAX_BODY + 1);

    assertThatThrownBy(() -> read(EdgeMessages.MAX_BODY))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(503);
              assertThat(refused.problem().headers()).containsEntry("Retry-After", "1");
            });
    assertThat(request.getInputStream().read())
        .as("what the client still has to send")
        .isNegative();
    memory.giveBack(ALL - EdgeMessages.MAX_BODY + 1);
    assertThatAllIsLeft();
  }

  @Test
  void aBodyThatIsTooLongHoldsNothing() {
    assertThatThrownBy(() -> read(EdgeMessages.MAX_BODY + 1)).isInstanceOf(ProblemException.class);

    assertThatAllIsLeft();
  }

  @Test
  void oneBodyAlwaysFits() {
    assertThat(new BodyMemory(1).take(EdgeMessages.MAX_BODY)).isTrue();
  }
}
