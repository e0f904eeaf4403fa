package dev.caravan.journal;

/**
 * Says that the journal may have grown, so that those who follow it need not poll hot.
 *
 * <p>A hint: it may come late, more often than there are events, or never. Who follows the journal
 * looks by itself too, if seldom.
 */
public interface JournalSignal {

  /**
   * Calls back whenever events may have been committed, by this process or another one, until the
   * answer is closed. The callback runs on threads of others and must return at once.
   */
  Listening listen(Runnable listener);

  /** Ends with {@link #close}. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
