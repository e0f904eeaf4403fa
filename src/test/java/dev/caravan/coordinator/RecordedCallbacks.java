package dev.caravan.coordinator;

import dev.caravan.saga.ParticipantCallbacks;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Participants of this process whose answer a test sets. */
final class RecordedCallbacks implements ParticipantCallbacks {
  final List<URI> delivered = new CopyOnWriteArrayList<>();
  final List<URI> sagas = new CopyOnWriteArrayList<>();
  final List<Thread> threads = new CopyOnWriteArrayList<>();
  volatile Answer answer = new Answer(200, null);

  static URI address(String name) {
    return URI.create("http://participant.invalid/" + name);
  }

  @Override
  public boolean isLocal(URI callback) {
    return callback.getHost().equals("participant.invalid");
  }

  @Override
  public Answer deliver(URI callback, URI lra) {
    delivered.add(callback);
    sagas.add(lra);
    threads.add(Thread.currentThread());
    return answer;
  }
}
