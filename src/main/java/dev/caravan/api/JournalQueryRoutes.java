package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The journal, read from outside. */
@Component
class JournalQueryRoutes extends RouteBuilder {
  private final JournalQueries queries;

  JournalQueryRoutes(JournalQueries queries) {
    this.queries = queries;
  }

  @Override
  public void configure() {
    from("direct:readJournal")
        .routeId("readJournal")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/journal: events of all streams by position")
        .bean(queries, "read");
  }
}
