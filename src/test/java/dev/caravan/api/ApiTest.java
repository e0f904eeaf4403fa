package dev.caravan.api;

import static org.mockito.Mockito.mock;

import dev.caravan.inventory.Inventory;
import dev.caravan.journal.DeadLetters;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.JournalVerification;
import dev.caravan.journal.PersonalSeal;
import dev.caravan.journal.PersonalSeal.Standing;
import dev.caravan.order.Customers;
import dev.caravan.order.Orders;
import dev.caravan.order.PersonalData;
import dev.caravan.payment.Payments;
import dev.caravan.process.Processes;
import dev.caravan.projection.OrderSearch;
import dev.caravan.projection.Projections;
import dev.caravan.projection.SagaSearch;
import dev.caravan.projection.SalesSearch;
import dev.caravan.projection.Timelines;
import dev.caravan.routing.Flows;
import dev.caravan.saga.CompensationRetry;
import dev.caravan.saga.CompensationSkip;
import dev.caravan.saga.OrderFlows;
import dev.caravan.saga.SagaReconciler;
import dev.caravan.shipping.Shipments;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.mockito.invocation.InvocationOnMock;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;

/**
 * The API on a real HTTP server, all that it calls mocked; no database.
 *
 * <p>Its context is not annotated as a configuration, so that no scan of another test finds it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    classes = ApiTest.Context.class,
    properties = {"caravan.api.wait=200ms", "caravan.api.max-open=3", "camel.lra.enabled=false"})
@MockitoBean(
    types = {
      Orders.class,
      Customers.class,
      CompensationRetry.class,
      CompensationSkip.class,
      OrderFlows.class,
      Flows.class,
      Inventory.class,
      Payments.class,
      Processes.class,
      Shipments.class,
      EventReader.class,
      DeadLetters.class,
      JournalVerification.class,
      OrderSearch.class,
      Projections.class,
      SagaReconciler.class,
      SagaSearch.class,
      SalesSearch.class,
      Timelines.class
    })
@Import({HttpClientForTests.class, PersonalData.class})
@interface ApiTest {

  @EnableAutoConfiguration(
      exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
  @ComponentScan("dev.caravan.api")
  class Context {
    @Bean
    IdGenerator ids() {
      return new JdkIdGenerator();
    }

    /** The orders of these tests are opened already. */
    @Bean
    PersonalSeal seal() {
      return mock(PersonalSeal.class, Context::asItIs);
    }

    private static Object asItIs(InvocationOnMock call) {
      return call.getArgument(0) instanceof List<?> many
          ? many.stream().map(one -> ((Standing<?>) one).data()).toList()
          : call.getArgument(0);
    }
  }
}
