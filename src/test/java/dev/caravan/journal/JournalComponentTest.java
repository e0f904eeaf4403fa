package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.caravan.testing.DomainContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalComponentTest {
  private static final String URI = "journal:parcel?type=ParcelSeen&schemaVersion=2";

  private static DomainContext domain;
  private static DefaultCamelContext camel;
  private static ProducerTemplate template;
  private static EventReader journal;

  private String key;

  @BeforeAll
  static void start() throws Exception {
    domain = new DomainContext();
    journal = domain.get(EventReader.class);
    camel = new DefaultCamelContext();
    camel.addComponent("journal", domain.get(JournalComponent.class));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:seen").routeId("parcel-seen").to(URI);
          }
        });
    camel.start();
    template = camel.createProducerTemplate();
  }

  @AfterAll
  static void stop() {
    camel.stop();
    domain.close();
  }

  @BeforeEach
  void aKey() {
    key = UUID.randomUUID().toString();
  }

  private Exchange send(Object body, Map<String, Object> headers) {
    Map<String, Object> all = new HashMap<>(headers);
    all.put(JournalHeaders.KEY, key);
    return template.send(
        "direct:seen",
        exchange -> {
          exchange.getMessage().setBody(body);
          exchange.getMessage().setHeaders(all);
        });
  }

  private List<RecordedEvent> stream() {
    return journal.readStream("parcel-" + key);
  }

  @Test
  void makesAnEventOfBodyAndHeaders() {
    UUID cause = UUID.randomUUID();

    Exchange ended =
        send(
            "{\"weight\": 1.50}",
            Map.of(
                JournalHeaders.SAGA_ID, "saga-7",
                JournalHeaders.CAUSED_BY, cause.toString(),
                JournalHeaders.ACTOR, "scanner"));

    assertThat(ended.getException()).isNull();
    assertThat(ended.getMessage().getHeader(JournalHeaders.VERSION)).isEqualTo(1L);
    assertThat(ended.getMessage().getBody()).isEqualTo("{\"weight\": 1.50}");
    assertThat(stream())
        .singleElement()
        .returns("ParcelSeen", RecordedEvent::type)
        .returns(2, RecordedEvent::schemaVersion)
        .returns("saga-7", RecordedEvent::sagaId)
        .returns(cause, RecordedEvent::causedBy)
        .returns("scanner", RecordedEvent::actor)
        .returns("{\"weight\": 1.50}", RecordedEvent::data);
  }

  @Test
  void namesTheRouteWhereNobodySaysWhoDidIt() {
    send("{}", Map.of());

    assertThat(stream())
        .singleElement()
        .returns("route:parcel-seen", RecordedEvent::actor)
        .returns(null, RecordedEvent::sagaId)
        .returns(null, RecordedEvent::causedBy);
  }

  @Test
  void writesWhatIsNotTextAsJson() {
    send(Map.of("weight", 2), Map.of());
    send(null, Map.of());
    send("{\"b\":1}".getBytes(StandardCharsets.UTF_8), Map.of());
    send(new ByteArrayInputStream("{\"s\":\"ü\"}".getBytes(StandardCharsets.UTF_8)), Map.of());

    assertThat(stream())
        .extracting(RecordedEvent::data)
        .containsExactly("{\"weight\":2}", "{}", "{\"b\":1}", "{\"s\":\"ü\"}");
  }

  @Test
  void appendsOnlyWhereTheStreamStandsAsExpected() {
    send("{}", Map.of(JournalHeaders.EXPECTED_VERSION, 0));
    Exchange second = send("{}", Map.of(JournalHeaders.EXPECTED_VERSION, "1"));
    Exchange late = send("{}", Map.of(JournalHeaders.EXPECTED_VERSION, 1));

    assertThat(second.getMessage().getHeader(JournalHeaders.VERSION)).isEqualTo(2L);
    assertThat(late.getException()).isInstanceOf(WrongExpectedVersionException.class);
    assertThat(stream()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "{\"a\":", "", " ", "{} {}", "{'a':1}"})
  void refusesABodyThatIsNotJson(String body) {
    Exchange ended = send(body, Map.of());

    assertThat(ended.getException()).isInstanceOf(JsonProcessingException.class);
    assertThat(stream()).isEmpty();
  }

  @Test
  void refusesAnExchangeWithoutKey() {
    Exchange ended = template.send("direct:seen", exchange -> exchange.getMessage().setBody("{}"));

    assertThat(ended.getException())
        .isInstanceOf(RuntimeExchangeException.class)
        .hasMessageContaining("the header CamelJournalKey is missing");
  }

  @Test
  void refusesAnEndpointWithoutType() {
    assertThatThrownBy(() -> camel.getEndpoint("journal:parcel").createProducer())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("journal:parcel: the option type is missing");
  }

  @Test
  void takesACauseThatIsAnIdOnly() {
    Exchange ended = send("{}", Map.of(JournalHeaders.CAUSED_BY, "somebody"));

    assertThat(ended.getException()).isInstanceOf(IllegalArgumentException.class);
    assertThat(stream()).isEmpty();
  }
}
