package dev.caravan.journal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Calls back after each commit of this process that appended. */
@Component
class CommitSignal implements JournalSignal {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  @Override
  public Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Events were appended in the caller's transaction, or by themselves where there is none. */
  void appended() {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              call();
            }
          });
    } else {
      call();
    }
  }

  private void call() {
    listeners.forEach(Runnable::run);
  }
}
