package dev.caravan.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Runs calls on threads that begin together. */
public final class Concurrently {
  private static final long SECONDS = 30;

  private Concurrently() {}

  /**
   * What each call came to, by its number from 0: its answer, or the exception that it ended by.
   */
  public static List<Object> run(int threads, IntFunction<Callable<?>> calls) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<Object>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Callable<?> call = calls.apply(i);
        running.add(
            pool.submit(
                () -> {
                  start.await(SECONDS, TimeUnit.SECONDS);
                  return call.call();
                }));
      }
      List<Object> outcomes = new ArrayList<>();
      for (Future<Object> one : running) {
        outcomes.add(outcome(one));
      }
      return outcomes;
    } finally {
      pool.shutdownNow();
    }
  }

  private static Object outcome(Future<Object> running) throws Exception {
    try {
      Object answer = running.get(SECONDS, TimeUnit.SECONDS);
      return answer == null ? "done" : answer;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
