package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

class FlowsHealthIndicatorTest {
  private final CamelContext camel = new DefaultCamelContext();
  private final LoadedRevisions revisions = mock(LoadedRevisions.class);
  private final Properties settings = new Properties();

  @BeforeEach
  void everythingIsThere() throws Exception {
    for (String step :
        List.of(
            "inventory.reserve",
            "inventory.return",
            "payment.charge",
            "payment.return",
            "shipping.schedule",
            "shipping.recall")) {
      settings.setProperty("caravan.step." + step, "direct:built-in");
    }
    camel.getPropertiesComponent().setInitialProperties(settings);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:built-in").routeId("built-in").to("mock:step");
          }
        });
    camel.start();
    when(revisions.takesDefault()).thenReturn(true);
    when(revisions.activeRoutes()).thenReturn(List.of());
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  private Health health() {
    return new FlowsHealthIndicator(camel, revisions).health();
  }

  @Test
  void isUpWhereEachStepLeadsToARouteOrOutOfTheProcess() {
    when(revisions.activeName("own")).thenReturn("own.r1");
    settings.setProperty("caravan.step.payment.charge", "direct://own");
    settings.setProperty("caravan.step.payment.return", "direct:built-in?timeout=1000");
    settings.setProperty("caravan.step.shipping.schedule", "seda:elsewhere");

    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void isDownWhereAStepLeadsToNoRoute() {
    settings.setProperty("caravan.step.payment.charge", "direct:nope");

    assertThat(health())
        .returns(Status.DOWN, Health::getStatus)
        .satisfies(
            down ->
                assertThat(down.getDetails())
                    .containsEntry("leadNowhere", List.of("caravan.step.payment.charge")));
  }

  @Test
  void isDownWhereARouteDoesNotRun() throws Exception {
    camel.getRouteController().stopRoute("built-in");

    assertThat(health().getDetails()).containsEntry("notRunning", List.of("built-in"));
  }
}
