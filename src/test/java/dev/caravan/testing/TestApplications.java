package dev.caravan.testing;

import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestContextManager;

/** The application of tests, for engines that know nothing of Spring. */
public final class TestApplications {
  private TestApplications() {}

  /**
   * The one that the Spring tests of this JVM share.
   *
   * @param test carries {@link SpringBootTest}, as an annotation of its annotation
   */
  public static ApplicationContext shared(Class<?> test) {
    return new TestContextManager(test).getTestContext().getApplicationContext();
  }

  /**
   * One of its own.
   *
   * @param annotation one that carries {@link SpringBootTest}, whose classes and settings are taken
   */
  public static ConfigurableApplicationContext start(Class<?> annotation) {
    SpringBootTest test = annotation.getAnnotation(SpringBootTest.class);
    return new SpringApplicationBuilder(test.classes())
        .run(
            Stream.concat(Stream.of("server.port=0"), Stream.of(test.properties()))
                .map(setting -> "--" + setting)
                .toArray(String[]::new));
  }
}
