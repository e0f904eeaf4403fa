package dev.caravan;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;

/** Tells in one line, which names the setting to change, why the application did not start. */
final class StartupFailure {
  /** How the packages of this application word such a failure themselves. */
  private static final Pattern NAMES_A_SETTING = Pattern.compile("[a-z]+(\\.[a-z0-9-]+)+: .*");

  /** The database is not there or refuses this user: SQLSTATE classes 08, 28 and 3D. */
  private static final Pattern NO_CONNECTION = Pattern.compile("(08|28|3D).*");

  private StartupFailure() {}

  static String line(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && !causes.contains(cause);
        cause = cause.getCause()) {
      causes.add(cause);
    }
    String line =
        causes.stream()
            .map(StartupFailure::own)
            .filter(text -> text != null)
            .findFirst()
            .orElseGet(
                () ->
                    causes.stream()
                        .map(StartupFailure::known)
                        .filter(text -> text != null)
                        .findFirst()
                        .orElseGet(() -> text(causes.get(causes.size() - 1))));
    return line.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static @Nullable String own(Throwable cause) {
    String message = cause.getMessage();
    return message != null && NAMES_A_SETTING.matcher(message).matches() ? message : null;
  }

  private static @Nullable String known(Throwable cause) {
    if (cause instanceof PortInUseException inUse) {
      return "server.port: port " + inUse.getPort() + " is in use";
    }
    if (cause instanceof InvalidConfigurationPropertyValueException invalid) {
      return invalid.getName() + ": " + invalid.getReason();
    }
    if (cause instanceof BindException notBound) {
      return notBound(notBound);
    }
    String message = String.valueOf(cause.getMessage());
    boolean noConnection =
        cause instanceof SQLException refused
            && NO_CONNECTION.matcher(String.valueOf(refused.getSQLState())).matches();
    if (noConnection || message.contains("not accept jdbcUrl")) {
      return "spring.datasource.url: " + message.replaceAll("\\?\\S*", "");
    }
    if (message.contains("suitable driver class") || message.contains("must start with \"jdbc\"")) {
      return "spring.datasource.url: must be a JDBC URL of a PostgreSQL database";
    }
    return null;
  }

  private static String notBound(BindException e) {
    ConfigurationProperty property = e.getProperty();
    String name = property == null ? e.getName().toString() : property.getName().toString();
    Class<?> type = e.getTarget().getType().resolve(Object.class);
    if (!type.isEnum()) {
      return name
          + ": "
          + (property == null ? text(e) : "not valid: \"" + property.getValue() + '"');
    }
    String words =
        Arrays.stream(type.getEnumConstants())
            .map(word -> word.toString().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or "));
    return name
        + ": must be "
        + words
        + (property == null ? "" : ", was \"" + property.getValue() + '"');
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
