package dev.caravan.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.journal.JournalVerification;
import dev.caravan.journal.Verification;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.BeanFactory;

/** One of the jar's commands; its name is that of the constant in lower case. */
enum Command {
  VERIFY("[--incremental]") {
    @Override
    boolean takes(List<String> arguments) {
      return arguments.isEmpty() || arguments.equals(List.of(INCREMENTAL));
    }

    @Override
    boolean run(List<String> arguments, BeanFactory beans, InputStream in, OutputStream out)
        throws IOException {
      JournalVerification verification = beans.getBean(JournalVerification.class);
      Verification found =
          arguments.contains(INCREMENTAL) ? verification.sinceCheckpoint() : verification.all();
      write(found, out);
      return found.valid();
    }
  },

  REBUILD("") {
    @Override
    boolean run(List<String> arguments, BeanFactory beans, InputStream in, OutputStream out)
        throws IOException {
      write(beans.getBean(Rebuild.class).run(), out);
      return true;
    }
  },

  EXPORT("") {
    @Override
    boolean run(List<String> arguments, BeanFactory beans, InputStream in, OutputStream out)
        throws IOException {
      beans.getBean(JournalExport.class).run(out);
      return true;
    }
  },

  /** From a file, or from standard input where that is {@code -}. */
  IMPORT("FILE") {
    @Override
    boolean takes(List<String> arguments) {
      return arguments.size() == 1;
    }

    @Override
    boolean run(List<String> arguments, BeanFactory beans, InputStream in, OutputStream out)
        throws IOException {
      String file = arguments.get(0);
      try (InputStream lines =
          new BufferedInputStream(file.equals("-") ? in : Files.newInputStream(Path.of(file)))) {
        write(beans.getBean(JournalImport.class).run(lines), out);
      } catch (NoSuchFileException e) {
        throw new RefusedException("there is no file " + file);
      }
      return true;
    }
  };

  static final String INCREMENTAL = "--incremental";

  private final String arguments;

  Command(String arguments) {
    this.arguments = arguments;
  }

  String usage() {
    return (name().toLowerCase(Locale.ROOT) + " " + arguments).strip();
  }

  boolean takes(List<String> given) {
    return given.isEmpty();
  }

  /**
   * @return false where it found something wrong
   * @throws RefusedException where it did nothing
   */
  abstract boolean run(List<String> arguments, BeanFactory beans, InputStream in, OutputStream out)
      throws IOException;

  private static void write(Object result, OutputStream out) throws IOException {
    out.write(JsonMapper.builder().build().writeValueAsBytes(result));
    out.write("\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
