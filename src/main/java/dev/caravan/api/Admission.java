package dev.caravan.api;

import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Lets in as many orders as may be open at once, before anything of them is stored. */
@Component
class Admission {
  private final Semaphore places;

  Admission(ApiProperties properties) {
    places = new Semaphore(properties.maxOpen());
  }

  /**
   * Takes a place, to be given back by {@link #leave}.
   *
   * @throws ProblemException 503 where there is none
   */
  void enter() {
    if (!places.tryAcquire()) {
      throw new ProblemException(ErrorAnswers.tooManyOrders());
    }
  }

  void leave() {
    places.release();
  }
}
