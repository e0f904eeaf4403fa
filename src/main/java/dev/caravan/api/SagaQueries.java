package dev.caravan.api;

import dev.caravan.projection.SagaPage;
import dev.caravan.projection.SagaSearch;
import dev.caravan.projection.SagaView;
import dev.caravan.saga.SagaReconciler;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions about sagas. */
@Component
class SagaQueries {
  private final SagaSearch search;
  private final SagaReconciler reconciler;

  SagaQueries(SagaSearch search, SagaReconciler reconciler) {
    this.search = search;
    this.reconciler = reconciler;
  }

  /** A page of sagas, the newest first. */
  public Answer list(
      @Header("status") SagaView.@Nullable Status status,
      @Header("key") @Nullable String key,
      @Header("limit") int limit,
      @Header("cursor") @Nullable String cursor) {
    SagaPage page = search.find(status, key, cursor == null ? null : Cursor.read(cursor), limit);
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("sagas", page.sagas());
    body.put("next", page.next() == null ? null : Cursor.of(page.next()));
    return Answer.json(200, body);
  }

  /** What coordinator, saga log and participants do not agree on. */
  public Answer discrepancies() {
    return Answer.json(200, Map.of("discrepancies", reconciler.discrepancies()));
  }

  public Answer saga(@Header("sagaId") String sagaId) {
    return Answer.json(
        200,
        search
            .find(sagaId)
            .orElseThrow(() -> new ProblemException(Problem.unknown("saga", sagaId))));
  }
}
