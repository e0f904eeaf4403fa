package dev.caravan;

import dev.caravan.command.Commands;
import dev.caravan.database.DataDirectory;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationExcludeFilter;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;

/** Starts Caravan: HTTP, coordinator, database and flows in one JVM. */
@SpringBootConfiguration
@Import({CaravanApplication.Whole.class, CaravanApplication.CoordinatorAlone.class})
public class CaravanApplication {
  private static final int OUTPUT_BUFFER = 1 << 16;

  /**
   * Runs until it is told to end; exit code 1, with one line on standard error, if it can't start.
   * Runs a command instead, where the first argument names one.
   */
  public static void main(String[] args) {
    if (Commands.given(args)) {
      System.exit(command(args));
    }
    try {
      SpringApplication.run(CaravanApplication.class, args);
    } catch (Throwable e) {
      if (e.getClass().getName().endsWith("AbandonedRunException")) {
        throw e; // no failure: Boot's build-time processing ends a run so
      }
      fail("Caravan did not start: ", e, args);
      System.exit(1);
    }
  }

  private static int command(String[] args) {
    // logs go to what libraries think is standard output
    System.setOut(System.err);
    try (OutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER)) {
      return Commands.run(args, System.in, out, System.err);
    } catch (Throwable e) {
      fail("Caravan cannot " + Commands.name(args) + ": ", e, args);
      return Commands.WRONG;
    }
  }

  private static void fail(String what, Throwable e, String[] args) {
    System.err.println(what + StartupFailure.line(e));
    if (Arrays.asList(args).contains("--debug")) {
      e.printStackTrace();
    }
  }

  /** Binds all settings of ours first: a wrong one is found before a database is made. */
  CaravanApplication(ListableBeanFactory beans) {
    Stream.of(beans.getBeanNamesForAnnotation(ConfigurationProperties.class))
        .filter(name -> name.startsWith("caravan."))
        .forEach(beans::getBean);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Configuration(proxyBeanMethods = false)
  @Profile("!coordinator")
  @EnableAutoConfiguration
  @ComponentScan(
      excludeFilters = {
        @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
        @Filter(type = FilterType.CUSTOM, classes = AutoConfigurationExcludeFilter.class)
      })
  static class Whole {}

  /** Nothing is configured by itself here: no database, no Camel, no HTTP of ours. */
  @Configuration(proxyBeanMethods = false)
  @Profile("coordinator")
  @ComponentScan("dev.caravan.coordinator")
  @Import(DataDirectory.class)
  static class CoordinatorAlone {}
}
