package dev.caravan.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.inventory.Inventory;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.saga.OrderFlows;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.JdkIdGenerator;

class OrderReaderTest {
  // a lone surrogate passes through bytes only where it is escaped
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final Contract CONTRACT = new Contract();

  private final OrderFlows flows = mock(OrderFlows.class);
  private final Inventory inventory = mock(Inventory.class);
  private final OrderReader reader = new OrderReader(flows, inventory, new JdkIdGenerator());

  @BeforeEach
  void knowOneFlowAndOneProduct() {
    when(flows.names()).thenReturn(Set.of("order-fulfilment"));
    when(flows.has("order-fulfilment")).thenReturn(true);
    when(inventory.unknown(any()))
        .thenAnswer(
            call -> {
              Collection<String> skus = call.getArgument(0);
              return skus.stream().filter(s -> !s.equals("NW-011")).collect(Collectors.toSet());
            });
  }

  private OrderPlaced read(String body) {
    JsonNode json = StrictJson.read(body.getBytes(UTF_8));
    return reader.read(
        new CheckedBody(json, Schemas.check(CONTRACT.operation("placeOrder").body(), json)));
  }

  private List<?> wrongWith(String body) {
    ProblemException refused =
        assertTimeoutPreemptively(
            Duration.ofSeconds(5),
            () -> catchThrowableOfType(ProblemException.class, () -> read(body)));
    assertThat(refused).as("refused: " + body).isNotNull();
    assertThat(refused.problem().status()).isEqualTo(400);
    return (List<?>) refused.problem().members().get("errors");
  }

  private static String with(String pointer, String value) throws Exception {
    ObjectNode order = (ObjectNode) JSON.readTree(SampleOrders.BODY);
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = order.at(pointer.substring(0, slash));
    String member = pointer.substring(slash + 1);
    if (value == null) {
      ((ObjectNode) parent).remove(member);
    } else {
      ((ObjectNode) parent).set(member, JSON.readTree(value));
    }
    return JSON.writeValueAsString(order);
  }

  @Test
  void readsAnOrder() {
    OrderPlaced expected = SampleOrders.PLACED;
    when(flows.revision("order-fulfilment")).thenReturn(3);

    assertThat(read(SampleOrders.BODY)).isEqualTo(expected);
  }

  @Test
  void takesTheDefaultFlowWhereNoneIsNamed() throws Exception {
    assertThat(read(with("/flow", null)).flow()).isEqualTo("order-fulfilment");
  }

  // the value is JSON; an empty one takes the member away
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "/orderId| \"\"",
        "/orderId| \"a b\"",
        "/orderId| \"a\\n\"",
        "/orderId| null",
        "/orderId| 7",
        "/orderId| \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        "/customerId|",
        "/customerId| \"\"",
        "/customerId| \"a\\u0000\"",
        "/customerId| \"a\\n\"",
        "/customerId| \"\\ud800\"",
        "/currency| \"usd\"",
        "/currency| \"XYZ\"",
        "/currency| \"XAU\"",
        "/currency|",
        "/flow| \"other\"",
        "/flow| null",
        "/items|",
        "/items| []",
        "/items| {}",
        "/items/0/sku| \"NW-999\"",
        "/items/0/sku| \"NW 011\"",
        "/items/0/sku|",
        "/items/0/name| null",
        "/items/0/quantity| 0",
        "/items/0/quantity| -1",
        "/items/0/quantity| 1000001",
        "/items/0/quantity| 1.5",
        "/items/0/quantity| 12.0",
        "/items/0/quantity| 1e3",
        "/items/0/quantity| 1e999999999",
        "/items/0/quantity| 18446744073709551617",
        "/items/0/quantity| \"12\"",
        "/items/0/quantity| true",
        "/items/0/unitPrice| 14.00",
        "/items/0/unitPrice| \"-1\"",
        "/items/0/unitPrice| \"14.001\"",
        "/items/0/unitPrice| \"14,00\"",
        "/items/0/unitPrice| \"14.\"",
        "/items/0/unitPrice| \"1e3\"",
        "/items/0/unitPrice| \"14.00\\n\"",
        "/items/0/unitPrice| \"1234567890123\"",
        "/shipping|",
        "/shipping/fee| \"1.005\"",
        "/shipping/address/country|",
        "/shipping/address/region| 1",
        "/payment| \"card\"",
        "/payment/token|",
        "/surprise| 1",
        "/payment/surprise| 1"
      })
  void pointsToWhatIsWrong(String pointer, String value) throws Exception {
    assertThat(wrongWith(with(pointer, value)))
        .singleElement()
        .isInstanceOfSatisfying(
            Violation.class,
            wrong -> {
              assertThat(wrong.pointer()).isEqualTo(pointer);
              assertThat(wrong.detail()).isNotBlank().doesNotContain("{0}");
            });
  }

  @Test
  void escapesThePointerToAnUnknownMember() throws Exception {
    assertThat(wrongWith(SampleOrders.BODY.replaceFirst("^\\{", "{\"a/b~c\":1,")))
        .extracting(v -> ((Violation) v).pointer())
        .contains("/a~1b~0c");
  }

  @ParameterizedTest
  @CsvSource({"[]", "1", "\"x\"", "null"})
  void refusesABodyThatIsNoObject(String body) {
    assertThat(wrongWith(body)).isNotEmpty();
  }

  @Test
  void refusesDecimalsThatTheCurrencyDoesNotHave() throws Exception {
    assertThat(wrongWith(with("/currency", "\"JPY\"")))
        .extracting(v -> ((Violation) v).pointer())
        .containsExactly("/items/0/unitPrice", "/shipping/fee");
  }

  @Test
  void refusesATotalThatIsTooLong() throws Exception {
    String dear = with("/items/0/unitPrice", "\"999999999999.99\"");

    assertThat(wrongWith(dear))
        .extracting(v -> ((Violation) v).pointer())
        .containsExactly("/items");
  }

  @Test
  void refusesMoreItemsThanAThousand() throws Exception {
    ObjectNode order = (ObjectNode) JSON.readTree(SampleOrders.BODY);
    ArrayNode items = (ArrayNode) order.get("items");
    while (items.size() <= 1000) {
      items.add(items.get(0));
    }

    assertThat(wrongWith(order.toString()))
        .extracting(v -> ((Violation) v).pointer())
        .containsExactly("/items");
  }

  @Test
  void tellsOfAtMostAHundredErrors() throws Exception {
    ObjectNode order = (ObjectNode) JSON.readTree(SampleOrders.BODY);
    ArrayNode items = (ArrayNode) order.get("items");
    while (items.size() < 1000) {
      items.add(JSON.createObjectNode());
    }

    assertThat(wrongWith(order.toString())).hasSize(100);
  }
}
