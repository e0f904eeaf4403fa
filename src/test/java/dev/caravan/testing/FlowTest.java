package dev.caravan.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * A test of the real routes on a real database under {@link InMemoryLraCoordinator}. All such tests
 * share one application, so each uses orders of its own and leaves the routes as it found them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = FlowApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "caravan.coordinator.mode=test",
      "caravan.saga.timeout=30s",
      "caravan.step.inventory.reserve=direct:inventory-reserve",
      "caravan.step.inventory.return=direct:inventory-return",
      "caravan.step.payment.charge=direct:payment-charge",
      "caravan.step.payment.return=direct:payment-return",
      "caravan.step.shipping.schedule=direct:shipping-schedule",
      "caravan.step.shipping.recall=direct:shipping-recall",
      "camel.lra.local-participant-url=http://participant.test",
      // its servlet has one name a JVM, so a second application beside this one could not start
      "camel.servlet.mapping.enabled=false"
    })
public @interface FlowTest {}
