package dev.caravan.saga;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What the process that has the data directory is called in the database, now and after each
 * restart. The directory's lock sees to it that there is one at a time.
 */
@Component
class OwnerFile {
  private final Path file;

  OwnerFile(@Value("${caravan.data-dir:data}") Path directory) {
    this.file = directory.resolve("saga-owner");
  }

  /** The id; made where there is none yet. */
  String id() {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, UUID.randomUUID().toString());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("caravan.data-dir: " + file + " cannot be used", e);
    }
  }
}
