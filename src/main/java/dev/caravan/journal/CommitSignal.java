package dev.caravan.journal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import org.springframework.stereotype.Component;

/**
 * Calls back after each commit of this process that appended, and when others say that they did.
 */
@Component
class CommitSignal implements JournalSignal {
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> publishers = new CopyOnWriteArrayList<>();

  private record Listener(BiPredicate<String, NewEvent> concerned, Runnable work) {}

  @Override
  public Listening listen(Runnable listener) {
    return listen((stream, event) -> true, listener);
  }

  /**
   * Calls back as {@link #listen(Runnable)} does, but not for commits of this process that do not
   * concern the listener.
   *
   * @param concerned asked with the stream and each event that was appended to it
   */
  Listening listen(BiPredicate<String, NewEvent> concerned, Runnable work) {
    Listener listener = new Listener(concerned, work);
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Calls back as {@link #listen} does, but for commits of this process alone. */
  Listening publish(Runnable publisher) {
    publishers.add(publisher);
    return () -> publishers.remove(publisher);
  }

  /** Events were appended in the caller's transaction, or by themselves where there is none. */
  void appended(String streamId, List<NewEvent> events) {
    AfterCommit.run(() -> committed(streamId, events));
  }

  private void committed(String streamId, List<NewEvent> events) {
    publishers.forEach(Runnable::run);
    for (Listener listener : listeners) {
      if (events.stream().anyMatch(event -> listener.concerned().test(streamId, event))) {
        listener.work().run();
      }
    }
  }

  /** Events may have been committed by another process. */
  void call() {
    listeners.forEach(listener -> listener.work().run());
  }
}
