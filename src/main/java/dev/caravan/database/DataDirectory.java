package dev.caravan.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The directory that keeps everything which survives a restart, locked for one process.
 *
 * <p>The lock ends with the process, however that ends. The constructor fails with a message that
 * names the setting where the directory can't be written or another process holds it.
 */
@Component
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel channel;

  DataDirectory(@Value("${caravan.data-dir:data}") String directory) {
    root = Path.of(directory).toAbsolutePath().normalize();
    try {
      create(root);
      channel =
          FileChannel.open(
              root.resolve("caravan.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IllegalStateException(
          "caravan.data-dir: " + root + " cannot be written (" + reason(e) + ")", e);
    }
    lock();
  }

  // nobody else is to read the orders in it, or to change the programs that are started from it
  private static void create(Path root) throws IOException {
    if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(root);
    }
  }

  /** A path in the directory; nothing is created. */
  public Path resolve(String child) {
    return root.resolve(child);
  }

  /** Lets another process have the directory. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void lock() {
    boolean locked = false;
    try {
      @Nullable FileLock lock = channel.tryLock();
      locked = lock != null;
    } catch (OverlappingFileLockException e) {
      // held by this very JVM
    } catch (IOException e) {
      throw new IllegalStateException(
          "caravan.data-dir: " + root + " cannot be locked (" + reason(e) + ")", e);
    }
    if (!locked) {
      try {
        channel.close();
      } catch (IOException e) {
        // the refusal below says more
      }
      throw new IllegalStateException(
          "caravan.data-dir: " + root + " is in use by another Caravan");
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
