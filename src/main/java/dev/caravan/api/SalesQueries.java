package dev.caravan.api;

import dev.caravan.projection.SalesPage;
import dev.caravan.projection.SalesSearch;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers what was sold. */
@Component
class SalesQueries {
  private final SalesSearch search;

  SalesQueries(SalesSearch search) {
    this.search = search;
  }

  /** A page of totals by day, product and currency. */
  public Answer list(
      @Header("from") @Nullable String from,
      @Header("to") @Nullable String to,
      @Header("sku") @Nullable String sku,
      @Header("limit") int limit,
      @Header("cursor") @Nullable String cursor) {
    SalesPage page =
        search.find(
            day("from", from),
            day("to", to),
            sku,
            cursor == null ? null : Cursor.read(cursor),
            limit);
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("sales", page.sales());
    body.put("next", page.next() == null ? null : Cursor.of(page.next()));
    return Answer.json(200, body);
  }

  private static @Nullable LocalDate day(String parameter, @Nullable String value) {
    try {
      return value == null ? null : LocalDate.parse(value);
    } catch (DateTimeException e) {
      throw new ProblemException(
          Problem.invalid(List.of(Violation.of(parameter, "must be a day, such as 2026-01-31"))));
    }
  }
}
