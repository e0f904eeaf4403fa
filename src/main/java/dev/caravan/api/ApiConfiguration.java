package dev.caravan.api;

import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.rest.openapi.RestOpenApiComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiProperties.class)
class ApiConfiguration {
  private static final long ASYNC_MARGIN_MILLIS = 60_000;

  /** Camel looks its engine up by this name. */
  @Bean("platform-http-engine")
  PlatformHttpEngine httpEngine(
      @Value("${server.port:8080}") int port, ErrorAnswers errors, BodyMemory memory) {
    return new EdgeEngine(port, errors, memory);
  }

  @Bean
  ComponentCustomizer checkRequestsAgainstContract(Contract contract, ErrorAnswers errors) {
    return ComponentCustomizer.builder(RestOpenApiComponent.class)
        .build(
            component -> {
              ContractCheck check = new ContractCheck(contract, errors);
              check.setCamelContext(component.getCamelContext());
              component.setRestOpenapiProcessorStrategy(check);
            });
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsForTomcatsOwnRefusals() {
    return factory ->
        factory.addContextCustomizers(
            context ->
                ((StandardHost) context.getParent())
                    .setErrorReportValveClass(ProblemValve.class.getName()));
  }

  /** A customer's id may hold a slash; in a path it comes as {@code %2F}, which Tomcat refuses. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> slashesInParameters() {
    return factory ->
        factory.addConnectorCustomizers(
            connector ->
                connector.setEncodedSolidusHandling(
                    EncodedSolidusHandling.PASS_THROUGH.getValue()));
  }

  /** The container must not give a request up before the answer to it does. */
  @Bean
  WebMvcConfigurer waitLongerThanTheApi(ApiProperties properties) {
    return new WebMvcConfigurer() {
      @Override
      public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
        configurer.setDefaultTimeout(properties.patience().toMillis() + ASYNC_MARGIN_MILLIS);
      }
    };
  }
}
