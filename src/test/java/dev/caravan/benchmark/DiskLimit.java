package dev.caravan.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** How often a second the disk takes so many bytes and says that it has them. */
final class DiskLimit {
  private DiskLimit() {}

  static double perSecond(Path directory, int bytes, Duration time) throws IOException {
    Path file = directory.resolve("disk-limit");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
      long begun = System.nanoTime();
      long written = 0;
      while (System.nanoTime() - begun < time.toNanos()) {
        channel.write(buffer.rewind());
        channel.force(false);
        written++;
      }
      return written * 1e9 / (System.nanoTime() - begun);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
