package dev.caravan.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.journal.JournalVerification;
import dev.caravan.journal.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
