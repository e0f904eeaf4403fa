package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

import java.util.UUID;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class EdgeConsumerTest {
  private final Processor route = mock(Processor.class);

  @Test
  void asksToComeAgainBeforeAllIsStartedThatARouteNeeds() throws Exception {
    try (DefaultCamelContext starting = new DefaultCamelContext()) {
      PlatformHttpEndpoint endpoint =
          new PlatformHttpEndpoint(
              "platform-http:/api", "/api", new PlatformHttpComponent(starting));
      MockHttpServletResponse response = new MockHttpServletResponse();

      new EdgeConsumer(endpoint, route, new ErrorAnswers(UUID::randomUUID), new BodyMemory())
          .service(new MockHttpServletRequest("POST", "/api/orders"), response);

      assertThat(response.getStatus()).isEqualTo(503);
      assertThat(response.getHeader("Retry-After")).isEqualTo("5");
      verifyNoInteractions(route);
    }
  }
}
