package dev.caravan.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path directory;

  @Test
  void isRefusedWhileAnotherHoldsIt() throws Exception {
    try (DataDirectory first = new DataDirectory(directory.toString())) {
      assertThat(first.resolve("postgres")).isEqualTo(directory.resolve("postgres"));
      assertThatThrownBy(() -> new DataDirectory(directory.toString()))
          .hasMessage("caravan.data-dir: " + directory + " is in use by another Caravan");
    }
    new DataDirectory(directory.toString()).close();
  }

  @Test
  void isRefusedWhereItCannotBeWritten() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> new DataDirectory(file.resolve("below").toString()))
        .hasMessageStartingWith(
            "caravan.data-dir: " + file.resolve("below") + " cannot be written");
  }
}
