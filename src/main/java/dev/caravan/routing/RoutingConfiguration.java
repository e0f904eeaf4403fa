package dev.caravan.routing;

import dev.caravan.journal.RouteNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicy;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyNamingStrategy;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FlowProperties.class)
class RoutingConfiguration {

  /** Camel's metrics of routes, one series a route whatever its revision. */
  @Bean
  CamelContextConfiguration routeMetrics(MeterRegistry metrics) {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        RouteMetrics factory = new RouteMetrics();
        factory.setMeterRegistry(metrics);
        factory.setNamingStrategy(new AuthoredNames());
        context.addRoutePolicyFactory(factory);
      }

      @Override
      public void afterApplicationStart(CamelContext context) {
        // nothing to do
      }
    };
  }

  private static class AuthoredNames implements MicrometerRoutePolicyNamingStrategy {
    @Override
    public String getName(Route route) {
      return DEFAULT.getName(route);
    }

    @Override
    public Tags getTags(Route route) {
      return authored(DEFAULT.getTags(route), route);
    }

    @Override
    public Tags getExchangeStatusTags(Route route) {
      return authored(DEFAULT.getExchangeStatusTags(route), route);
    }

    private static Tags authored(Tags tags, Route route) {
      return tags.and("routeId", String.valueOf(RouteNames.authored(route.getId())));
    }
  }

  private static class RouteMetrics extends MicrometerRoutePolicyFactory {
    @Override
    public RoutePolicy createRoutePolicy(
        CamelContext context, String routeId, NamedNode definition) {
      MicrometerRoutePolicy policy =
          new MicrometerRoutePolicy(this) {
            @Override
            public void onRemove(Route route) {
              // the series goes on with the other revisions of the route
            }
          };
      policy.setMeterRegistry(getMeterRegistry());
      policy.setNamingStrategy(getNamingStrategy());
      policy.setConfiguration(getPolicyConfiguration());
      return policy;
    }
  }
}
