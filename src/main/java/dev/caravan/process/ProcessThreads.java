package dev.caravan.process;

import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.springframework.stereotype.Component;

/** On which processes run, as long as they do not wait for something. */
@Component
class ProcessThreads {
  private static final int THREADS = 64;
  private static final int QUEUE = 1000;

  private final ExecutorService pool;

  ProcessThreads(CamelContext context) {
    pool =
        context
            .getExecutorServiceManager()
            .newThreadPool(
                this,
                "process",
                new ThreadPoolProfileBuilder("process")
                    .poolSize(THREADS)
                    .maxPoolSize(THREADS)
                    .maxQueueSize(QUEUE)
                    .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                    .build());
  }

  /**
   * Refuses what is too much. Not a bean, as Spring Boot would make no executor of its own then.
   */
  ExecutorService pool() {
    return pool;
  }
}
