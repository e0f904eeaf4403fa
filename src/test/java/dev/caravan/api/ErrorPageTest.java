package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.RequestDispatcher;
import org.apache.camel.CamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ErrorPageTest {

  @ParameterizedTest
  @CsvSource({
    "404, true, 404",
    "405, true, 405",
    "404, false, 503",
    "405, false, 503",
    "413, false, 413",
  })
  void asksToComeAgainForWhatMayBeThereOnceAllRoutesAre(int status, boolean started, int answered) {
    CamelContext camel = mock(CamelContext.class);
    when(camel.isStarted()).thenReturn(started);
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/orders");
    request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status);
    MockHttpServletResponse response = new MockHttpServletResponse();

    new ErrorPage(camel).error(request, response);

    assertThat(response.getStatus()).isEqualTo(answered);
    assertThat(response.getHeader("Retry-After")).isEqualTo(answered == 503 ? "5" : null);
  }
}
