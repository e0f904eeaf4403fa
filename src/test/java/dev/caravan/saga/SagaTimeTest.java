package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.saga.InMemorySagaService;
import org.junit.jupiter.api.Test;

class SagaTimeTest {

  @Test
  void isWhatTheBlockOfAJavaRouteSaysOrElseThatOfAllSagas() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.addService(new InMemorySagaService());
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:slow").routeId("slow").saga().timeout("2m").log("x");
              from("direct:usual").routeId("usual").saga().log("x");
            }
          });
      context.start();
      SagaTime time =
          new SagaTime(
              new SagaProperties(Duration.ofSeconds(30)), mock(FlowRevisions.class), context);

      assertThat(time.ofBuiltIn(context.getRoute("slow"))).isEqualTo(Duration.ofMinutes(2));
      assertThat(time.ofBuiltIn(context.getRoute("usual"))).isNull();
      assertThat(time.patience("slow", java.util.Set.of(1))).isEqualTo(Duration.ofSeconds(130));
      assertThat(time.patience("usual", java.util.Set.of(1))).isEqualTo(Duration.ofSeconds(40));
    }
  }
}
