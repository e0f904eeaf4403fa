package dev.caravan.benchmark;

import dev.caravan.process.Processes;
import dev.caravan.saga.CompensationRetry;
import dev.caravan.saga.CompensationSkip;
import dev.caravan.saga.RecordedOrders;
import dev.caravan.saga.SagaReconciler;
import java.time.Clock;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
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
@ConfigurationPropertiesScan("dev.caravan.saga")
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
                "dev\\.caravan\\.saga\\.(OpenSagas|OrderFlowConfiguration|OrderRoutes|RefuseRoute|SagaEnds|SagaLog|SagaTime|StepPolicies)"))
class OrderSystem {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  // what the API and the flows ask for and no order of the benchmark calls

  @Bean
  CompensationRetry compensationRetry() {
    return uncalled(CompensationRetry.class);
  }

  @Bean
  CompensationSkip compensationSkip() {
    return uncalled(CompensationSkip.class);
  }

  @Bean
  SagaReconciler sagaReconciler() {
    return uncalled(SagaReconciler.class);
  }

  @Bean
  RecordedOrders recordedOrders() {
    return uncalled(RecordedOrders.class);
  }

  @Bean
  Processes processes() {
    return uncalled(Processes.class);
  }

  private static <T> T uncalled(Class<T> type) {
    return new SpringObjenesis().newInstance(type, false);
  }
}
