package dev.caravan.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.ContextConfiguration;

/** {@link FlowTest}, in an application of its own whose choreographed orders go over Kafka. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@FlowTest
@ContextConfiguration(initializers = TestKafka.class)
public @interface KafkaFlowTest {}
