package dev.caravan.journal;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What may be done only once something is stored. */
public final class AfterCommit {
  private AfterCommit() {}

  /**
   * Runs work in this thread when the transaction under way has been committed; not at all where it
   * is rolled back, and at once where there is none.
   */
  public static void run(Runnable work) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      work.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            work.run();
          }
        });
  }
}
