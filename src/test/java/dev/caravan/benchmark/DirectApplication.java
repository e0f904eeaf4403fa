package dev.caravan.benchmark;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The same steps called directly: neither coordinator nor callbacks nor log. */
@Import(OrderSystem.class)
class DirectApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(DirectApplication.class, arguments);
  }

  @Bean
  CamelContextConfiguration directCalls(ProducerTemplate template) {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        try {
          context.addService(new DirectCalls(template));
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void afterApplicationStart(CamelContext context) {
        // nothing to do
      }
    };
  }
}
