package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.projection.PageKey;
import dev.caravan.projection.Sale;
import dev.caravan.projection.SalesPage;
import dev.caravan.projection.SalesSearch;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class SalesQueriesTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 31);
  private static final Sale SALE =
      new Sale(
          DAY,
          "NW.011",
          "Queso Cabrales",
          "USD",
          12,
          new BigDecimal("168.00"),
          2,
          new BigDecimal("28.00"));

  @Autowired HttpClientForTests http;
  @Autowired SalesSearch search;

  @Test
  void tellsWhatWasSoldPageByPage() {
    PageKey last = new PageKey(Instant.parse("2026-01-31T00:00:00Z"), "NW.011:USD");
    when(search.find(DAY, DAY, "NW.011", null, 1)).thenReturn(new SalesPage(List.of(SALE), last));
    when(search.find(DAY, DAY, "NW.011", last, 1)).thenReturn(new SalesPage(List.of(), null));
    String query = "/api/sales?from=2026-01-31&to=2026-01-31&sku=NW.011&limit=1";

    Reply first = http.get(query);
    Reply second = http.get(query + "&cursor=" + first.json().get("next").asText());

    assertThat(first.json().at("/sales/0").toString())
        .isEqualTo(
            """
            {"day":"2026-01-31","sku":"NW.011","name":"Queso Cabrales","currency":"USD",\
            "quantity":12,"amount":"168.00","returnedQuantity":2,"returnedAmount":"28.00"}""");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().get("sales")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"from=yesterday", "to=2026-02-30", "sku=a%20b", "limit=0"})
  void namesTheParameterThatIsWrong(String parameter) {
    Reply reply = http.get("/api/sales?" + parameter);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/errors/0/parameter").asText())
        .isEqualTo(parameter.substring(0, parameter.indexOf('=')));
  }
}
