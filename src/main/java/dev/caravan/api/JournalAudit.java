package dev.caravan.api;

import dev.caravan.journal.JournalVerification;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Proves to whoever asks that the journal is as it was written. */
@Component
class JournalAudit {
  private final JournalVerification verification;

  // so that many who ask cannot take all connections and processors from the orders
  private final Lock oneAtATime = new ReentrantLock();

  JournalAudit(JournalVerification verification) {
    this.verification = verification;
  }

  /** Checks the whole journal, or what came since the last signed checkpoint. */
  public Answer verify(@Header("since") @Nullable String since) {
    oneAtATime.lock();
    try {
      return Answer.json(200, since == null ? verification.all() : verification.sinceCheckpoint());
    } finally {
      oneAtATime.unlock();
    }
  }
}
