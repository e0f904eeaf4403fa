package dev.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private int run(String... args) throws IOException {
    return Commands.run(
        args,
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  @Test
  void leavesAProcessWithSettingsAloneToTheApplication() {
    assertThat(Commands.given(new String[] {})).isFalse();
    assertThat(Commands.given(new String[] {"--server.port=1"})).isFalse();
    assertThat(Commands.given(new String[] {"verify", "--server.port=1"})).isTrue();
    assertThat(Commands.given(new String[] {"--server.port=1", "verify"})).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audit",
        "Verify",
        "verify all",
        "--server.port=1 audit",
        "--server.port=1 verify all",
        "rebuild --incremental",
        "export file",
        "import",
        "import one two"
      })
  void tellsHowItIsUsedWhereItDoesNotKnowWhatIsMeant(String line) throws IOException {
    assertThat(run(line.split(" "))).isEqualTo(Commands.USAGE);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .startsWith("usage: java -jar caravan.jar verify [--incremental] [--setting=value …]")
        .contains("import FILE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "rebuild", "export"})
  void makesNoDatabaseWhereThereIsNone(String command, @TempDir Path folder) {
    assertThatThrownBy(() -> run(command, "--caravan.data-dir=" + folder.resolve("typo")))
        .hasMessage("caravan.data-dir: there is no database in " + folder.resolve("typo/postgres"));
    assertThat(folder).isEmptyDirectory();
  }
}
