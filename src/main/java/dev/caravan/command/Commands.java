package dev.caravan.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * {@code verify}, {@code rebuild}, {@code export} and {@code import FILE}: each works on the
 * configured database and ends.
 */
public final class Commands {
  /** It did what it was told to and found nothing wrong. */
  public static final int DONE = 0;

  /** It found something wrong, or was refused. */
  public static final int WRONG = 1;

  /** There is no such command, or not with these arguments. */
  public static final int USAGE = 2;

  private Commands() {}

  /** Whether the arguments of the process name a command: settings begin with a hyphen. */
  public static boolean given(String[] args) {
    return words(args).findAny().isPresent();
  }

  /** The name of the command that is given. */
  public static String name(String[] args) {
    return words(args).findFirst().orElseThrow();
  }

  private static Stream<String> words(String[] args) {
    return Arrays.stream(args).filter(arg -> !arg.startsWith("-"));
  }

  /**
   * Runs a command.
   *
   * @param args the command and its arguments; between them, settings of the application ({@code
   *     --name=value})
   * @param out for its result only, UTF-8
   * @param err for the usage
   * @return the exit code
   * @throws IOException where the result cannot be written
   * @throws RuntimeException where it was refused, with a message for the operator
   */
  public static int run(String[] args, InputStream in, OutputStream out, PrintStream err)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    for (String arg : args) {
      boolean setting = arg.startsWith("--") && !arg.equals(Command.INCREMENTAL);
      (setting ? settings : arguments).add(arg);
    }
    String name = name(args);
    arguments.remove(name);
    Optional<Command> command =
        Arrays.stream(Command.values())
            .filter(one -> one.usage().split(" ")[0].equals(name))
            .findFirst();
    if (command.isEmpty() || !command.get().takes(arguments)) {
      err.println(usage());
      return USAGE;
    }
    try (ConfigurableApplicationContext context = start(command.get(), settings)) {
      return command.get().run(arguments, context, in, out) ? DONE : WRONG;
    }
  }

  private static ConfigurableApplicationContext start(Command command, List<String> settings) {
    return new SpringApplicationBuilder(CommandContext.class)
        .initializers(context -> requireDatabase(command, context.getEnvironment()))
        .web(WebApplicationType.NONE)
        .profiles("command")
        .logStartupInfo(false)
        .lazyInitialization(true)
        // only what goes wrong, and a connection for each thread that needs one
        .properties("logging.level.root=warn", "spring.datasource.hikari.minimum-idle=0")
        .run(settings.toArray(String[]::new));
  }

  // a mistyped directory would else get a new database, in which nothing is wrong
  private static void requireDatabase(Command command, Environment settings) {
    String url = settings.getProperty("spring.datasource.url", "none");
    String directory = settings.getProperty("caravan.data-dir", "data");
    Path cluster = Path.of(directory, "postgres").toAbsolutePath().normalize();
    if (command != Command.IMPORT && url.equals("none") && !Files.exists(cluster)) {
      throw new RefusedException("caravan.data-dir: there is no database in " + cluster);
    }
  }

  private static String usage() {
    return Arrays.stream(Command.values())
        .map(command -> "java -jar caravan.jar " + command.usage() + " [--setting=value …]")
        .collect(Collectors.joining("\n       ", "usage: ", ""));
  }
}
