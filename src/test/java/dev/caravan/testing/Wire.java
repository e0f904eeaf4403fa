package dev.caravan.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** What lies between two processes that talk by TCP; it can be slow, and it can be cut. */
public final class Wire implements AutoCloseable {
  /** What an answer takes over a slow one. */
  public static final Duration SLOW = Duration.ofSeconds(5);

  private static final int CHUNK = 16 * 1024;

  private final int target;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private boolean slow;
  private boolean cut;

  /**
   * @param target the port on this machine to which it leads
   */
  public Wire(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Where it begins. */
  public int port() {
    return server.getLocalPort();
  }

  /** How many lead through it now. */
  public int connections() {
    return links.size();
  }

  /** From now on each answer takes {@link #SLOW}. */
  public synchronized void slowDown() {
    slow = true;
  }

  /**
   * What is connected now is never heard of again, by either side, though nobody hangs up; nor is
   * what connects from now on.
   */
  public synchronized void cut() {
    cut = true;
    links.forEach(link -> link.dead = true);
  }

  /** It is as good as new, for what connects from now on and what was not cut. */
  public synchronized void mend() {
    slow = false;
    cut = false;
    notifyAll();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException e) {
        // closed, or nobody at the other end: whoever came sees that its connection ends
      }
    }
  }

  private synchronized void connect(Socket client) throws IOException {
    try {
      Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
      link.dead = cut;
      links.add(link);
      threads.execute(link::carryRequests);
      threads.execute(link::carryAnswers);
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private synchronized void holdBack() throws InterruptedException {
    long until = System.nanoTime() + SLOW.toNanos();
    for (long left = SLOW.toMillis();
        slow && left > 0;
        left = (until - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
  }

  /** One connection from end to end. */
  private final class Link {
    private final Socket client;
    private final Socket service;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean dead;

    private Link(Socket client, Socket service) {
      this.client = client;
      this.service = service;
    }

    private void carryRequests() {
      carry(client, service, () -> asked.set(true));
    }

    private void carryAnswers() {
      carry(
          service,
          client,
          () -> {
            if (asked.getAndSet(false)) {
              holdBack();
            }
          });
    }

    private void carry(Socket from, Socket to, Before before) {
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          before.carry();
          if (!dead) {
            out.write(chunk, 0, read);
          }
        }
      } catch (IOException e) {
        // broken: the other end learns of it below
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (!dead) {
        end();
      }
    }

    private void end() {
      try (client;
          service) {
        links.remove(this);
      } catch (IOException e) {
        // it had ended
      }
    }
  }

  private interface Before {
    void carry() throws InterruptedException;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::end);
  }
}
