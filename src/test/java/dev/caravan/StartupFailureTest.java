package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.web.server.PortInUseException;

class StartupFailureTest {

  @Test
  void takesTheCauseThatNamesASetting() {
    Throwable cause = new IllegalStateException("caravan.data-dir: /x is in use\nby another");

    assertThat(StartupFailure.line(new RuntimeException("Error creating bean", cause)))
        .isEqualTo("caravan.data-dir: /x is in use by another");
  }

  @Test
  void namesThePortThatIsTaken() {
    assertThat(StartupFailure.line(new RuntimeException(new PortInUseException(8080))))
        .isEqualTo("server.port: port 8080 is in use");
  }

  @Test
  void listsTheWordsThatASettingMayBe() {
    MapConfigurationPropertySource settings = new MapConfigurationPropertySource();
    settings.put("caravan.size", "huge");
    Throwable failure = null;
    try {
      new Binder(settings).bind("caravan.size", Bindable.of(Size.class));
    } catch (RuntimeException e) {
      failure = e;
    }

    assertThat(StartupFailure.line(failure))
        .isEqualTo("caravan.size: must be small or large, was \"huge\"");
  }

  @Test
  void namesTheDatabaseButNotItsPassword() {
    assertThat(StartupFailure.line(new RuntimeException(new SQLException("refused", "08001"))))
        .isEqualTo("spring.datasource.url: refused");
    assertThat(
            StartupFailure.line(
                new RuntimeException(
                    "Driver claims to not accept jdbcUrl, jdbc:x:y?password=secret")))
        .doesNotContain("secret");
  }

  @Test
  void tellsTheRootCauseOfAnythingElse() {
    assertThat(StartupFailure.line(new RuntimeException("outer", new RuntimeException("inner"))))
        .isEqualTo("inner");
  }

  enum Size {
    SMALL,
    LARGE
  }
}
