package dev.caravan.benchmark;

import dev.caravan.saga.CompensationRetry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.objenesis.SpringObjenesis;

/**
 * What all wirings have in common: everything but Caravan's saga service, saga log, callbacks and
 * coordinator.
 *
 * <p>The saga log's class is there because the routes of the order ask for it; without Caravan's
 * saga service nothing writes to it, and without a saga id nothing reads it. The choreography is
 * left out with its file: its consumers would only wait.
 *
 * <p>Not a stereotype, on purpose: the application's own component scan must not find it.
 */
@EnableAutoConfiguration
@ComponentScan(
    basePackages = {
      "dev.caravan.api",
      "dev.caravan.database",
      "dev.caravan.inventory",
      "dev.caravan.journal",
      "dev.caravan.order",
      "dev.caravan.payment",
      "dev.caravan.projection",
      "dev.caravan.routing",
      "dev.caravan.shipping"
    },
    excludeFilters =
        @Filter(type = FilterType.REGEX, pattern = "dev\\.caravan\\.routing\\.ChoreographyFile"))
@ComponentScan(
    basePackages = "dev.caravan.saga",
    useDefaultFilters = false,
    includeFilters =
        @Filter(
            type = FilterType.REGEX,
            pattern =
                "dev\\.caravan\\.saga\\.(OpenSagas|OrderFlowConfiguration|OrderRoutes|SagaLog|StepPolicies)"))
class OrderSystem {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Not to be called: a route of the API asks for it, and no order of the benchmark does. */
  @Bean
  CompensationRetry compensationRetry() {
    return new SpringObjenesis().newInstance(CompensationRetry.class, false);
  }
}
