package dev.caravan;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Caravan: HTTP, coordinator, database and flows in one JVM. */
@SpringBootApplication
public class CaravanApplication {
  public static void main(String[] args) {
    SpringApplication.run(CaravanApplication.class, args);
  }
}
