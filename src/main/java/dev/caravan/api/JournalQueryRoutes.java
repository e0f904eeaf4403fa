package dev.caravan.api;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The journal, read from outside. */
@Component
class JournalQueryRoutes extends RouteBuilder {
  private final JournalQueries queries;
  private final JournalAudit audit;

  JournalQueryRoutes(JournalQueries queries, JournalAudit audit) {
    this.queries = queries;
    this.audit = audit;
  }

  @Override
  public void configure() {
    from("direct:readJournal")
        .routeId("readJournal")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/journal: events of all streams by position")
        .bean(queries, "read");

    from("direct:verifyJournal")
        .routeId("verifyJournal")
        .routeConfigurationId(ApiErrors.ID)
        .description("GET /api/journal/verification: proves that nobody changed an event")
        .bean(audit, "verify");
  }
}
