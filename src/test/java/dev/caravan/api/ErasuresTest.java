package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.order.Actor;
import dev.caravan.order.Customers;
import dev.caravan.order.ErasureAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class ErasuresTest {
  private static final Actor OPERATOR = new Actor("operator", null);

  @Autowired HttpClientForTests http;
  @Autowired Customers customers;

  private Reply delete(String customerAndQuery, String... headers) {
    int query = (customerAndQuery + "?").indexOf('?');
    return http.send(
        "DELETE",
        "/api/customers/"
            + customerAndQuery.substring(0, query)
            + "/personal-data"
            + customerAndQuery.substring(query),
        null,
        headers);
  }

  @Test
  void erasesACustomersPersonalData() {
    when(customers.erase("VINET", OPERATOR, null))
        .thenReturn(new ErasureAnswer.Erased(Instant.parse("2026-01-01T00:00:00.250Z"), 0));

    Reply reply = delete("VINET");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body())
        .isEqualTo(
            "{\"customerId\":\"VINET\",\"erasedAt\":\"2026-01-01T00:00:00.250Z\","
                + "\"ordersInClear\":0}");
  }

  @Test
  void tellsTheJournalWhoErasesAndWhy() {
    when(customers.erase("VINET", new Actor("clerk@example.com", null), "asked by letter"))
        .thenReturn(new ErasureAnswer.Erased(null, 3));

    Reply reply =
        delete("VINET?reason=asked%20by%20letter", "X-Caravan-Actor", "clerk@example.com");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("erasedAt").isNull()).isTrue();
    assertThat(reply.json().get("ordersInClear").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a b", "Zoë", "50%", "a;b", "..", "a?b", "a+b"})
  void takesAnyIdThatAnOrderCanHave(String customerId) {
    when(customers.erase(customerId, OPERATOR, null))
        .thenReturn(new ErasureAnswer.Erased(Instant.EPOCH, 0));

    Reply reply =
        delete(
            URLEncoder.encode(customerId, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("customerId").asText()).isEqualTo(customerId);
  }

  @Test
  void refusesWhileOrdersNeedTheData() {
    when(customers.erase("VINET", OPERATOR, null)).thenReturn(new ErasureAnswer.OrdersOpen(2));

    Reply reply = delete("VINET");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:caravan:problem:orders-open");
    assertThat(reply.json().get("customerId").asText()).isEqualTo("VINET");
    assertThat(reply.json().get("openOrders").asInt()).isEqualTo(2);
  }

  @Test
  void doesNotKnowACustomerWhoNeverOrdered() {
    when(customers.erase(any(), any(), any())).thenReturn(new ErasureAnswer.UnknownCustomer());

    Reply reply = delete("NOBODY");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().get("detail").asText()).isEqualTo("no customer NOBODY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"VINET?why=x", "a%00b", "VINET?reason=a%0Ab"})
  void refusesWhatTheContractDoesNotKnow(String customerAndQuery) {
    Reply reply = delete(customerAndQuery);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.isProblem()).isTrue();
    verifyNoInteractions(customers);
  }
}
