package dev.caravan.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.support.LifecycleStrategySupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class CoordinatorLifecycleTest {
  @TempDir static Path directory;

  @Test
  void runsBeforeCamelStartsAndUntilCamelHasStopped() {
    ConfigurableApplicationContext application =
        new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run();
    List<String> seen = application.getBean(Seen.class).running;
    application.close();

    assertThat(seen).containsExactly("starting: true", "stopped: true");
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(CamelAutoConfiguration.class)
  static class Application {
    @Bean
    CoordinatorServer coordinatorServer() {
      return new CoordinatorServer(0, directory, () -> null);
    }

    @Bean
    Seen seen() {
      return new Seen();
    }

    @Bean
    LifecycleStrategy observer(CoordinatorServer server, Seen seen) {
      return new LifecycleStrategySupport() {
        @Override
        public void onContextStarting(CamelContext context) {
          seen.running.add("starting: " + server.isRunning());
        }

        @Override
        public void onContextStopped(CamelContext context) {
          seen.running.add("stopped: " + server.isRunning());
        }
      };
    }
  }

  static final class Seen {
    final List<String> running = new ArrayList<>();
  }
}
