package dev.caravan.journal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Calls back after each commit of this process that appended, and when others say that they did.
 */
@Component
class CommitSignal implements JournalSignal {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> publishers = new CopyOnWriteArrayList<>();

  @Override
  public Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Calls back as {@link #listen} does, but for commits of this process alone. */
  Listening publish(Runnable publisher) {
    publishers.add(publisher);
    return () -> publishers.remove(publisher);
  }

  /** Events were appended in the caller's transaction, or by themselves where there is none. */
  void appended() {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              committed();
            }
          });
    } else {
      committed();
    }
  }

  private void committed() {
    publishers.forEach(Runnable::run);
    call();
  }

  /** Events may have been committed by another process. */
  void call() {
    listeners.forEach(Runnable::run);
  }
}
