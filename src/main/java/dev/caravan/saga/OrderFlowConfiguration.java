package dev.caravan.saga;

import dev.caravan.order.OrderFlow;
import dev.caravan.order.Orders;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How orders get into their flows, whatever saga service these use. */
@Configuration(proxyBeanMethods = false)
class OrderFlowConfiguration {
  private static final int FLOW_THREADS = 64;
  private static final int FLOW_QUEUE = 1000;

  @Bean
  OrderFlowRunner orderFlows(
      CamelContext context,
      ProducerTemplate template,
      Orders orders,
      FlowRevisions revisions,
      SagaTime time,
      FlowWatch watch,
      ObjectProvider<OrderFlow> others) {
    ExecutorService threads =
        context
            .getExecutorServiceManager()
            .newThreadPool(
                this,
                "order-flow",
                new ThreadPoolProfileBuilder("order-flow")
                    .poolSize(FLOW_THREADS)
                    .maxPoolSize(FLOW_THREADS)
                    .maxQueueSize(FLOW_QUEUE)
                    .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                    .build());
    return new OrderFlowRunner(
        context, template, threads, orders, revisions, time, watch, others.stream().toList());
  }
}
