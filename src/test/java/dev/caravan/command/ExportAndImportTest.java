package dev.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.EventHash;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.JournalVerification;
import dev.caravan.journal.NewEvent;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.SignedCheckpoints;
import dev.caravan.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

class ExportAndImportTest {
  private static final String ROWS = "select e::text from journal.event e order by position";
  private static final String KEYS = "select k::text from journal.personal_key k order by key_id";

  @TempDir private static Path folder;
  private static ConfigurableApplicationContext source;
  private static ConfigurableApplicationContext target;
  private static JdbcTemplate from;
  private static JdbcTemplate into;
  private static List<String> export;

  @BeforeAll
  static void writeAJournal() throws IOException {
    source = context("source");
    target = context("target");
    from = source.getBean(JdbcTemplate.class);
    into = target.getBean(JdbcTemplate.class);
    for (int i = 0; i < 6; i++) {
      append("note-" + i % 3, "{\"n\": " + i + ",\n \"text\":\"tab\\t, \\\\N and ü\"}");
    }
    append("note-\\x.\ttab", " [1,  2]");
    from.queryForObject("select nextval('journal.position')", Long.class); // rolled back: a gap
    append("note-1", "null");
    from.update(
        "insert into journal.personal_key values (gen_random_uuid(), 'VINET', sha256('1'), now())");
    from.update(
        "insert into journal.personal_key"
            + " values (gen_random_uuid(), 'TOMSP', null, now(), now())");
    export = export(source);
  }

  private static ConfigurableApplicationContext context(String name) {
    return new SpringApplicationBuilder(CommandContext.class)
        .web(WebApplicationType.NONE)
        .lazyInitialization(true)
        .run(
            "--spring.datasource.url=" + TestDatabase.url(),
            "--spring.datasource.username=postgres",
            "--spring.datasource.hikari.maximum-pool-size=5",
            "--caravan.data-dir=" + folder.resolve(name));
  }

  private static void append(String stream, String data) {
    source
        .getBean(EventAppender.class)
        .append(
            stream,
            ExpectedVersion.any(),
            List.of(
                new NewEvent(
                    "Noted",
                    1,
                    UUID.randomUUID(),
                    Instant.parse("2026-01-02T03:04:05.000100Z"),
                    stream.endsWith("1") ? "saga-1" : null,
                    stream.endsWith("2") ? UUID.randomUUID() : null,
                    "tester",
                    data)));
  }

  private static List<String> export(ConfigurableApplicationContext context) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    context.getBean(JournalExport.class).run(out);
    return new ArrayList<>(out.toString(StandardCharsets.UTF_8).lines().toList());
  }

  private static Rebuild.Result load(List<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    return target
        .getBean(JournalImport.class)
        .run(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterAll
  static void close() {
    source.close();
    target.close();
  }

  @Test
  void writesAHeaderKeysEventsByPositionAndATrailer() {
    assertThat(export.get(0)).contains("\"type\":\"ExportBegun\"");
    assertThat(export.subList(1, 3)).allMatch(line -> line.contains("\"type\":\"PersonalKey\""));
    assertThat(export.subList(3, export.size() - 1))
        .hasSize(20)
        .allMatch(line -> line.contains("\"source\":\"urn:caravan:journal\""));
    assertThat(export.get(export.size() - 1)).contains("\"keys\":2,\"events\":20,\"digest\":\"");
  }

  @Test
  void givesANewDatabaseTheSameJournal() throws IOException {
    ConfigurableApplicationContext fresh = target;
    target = context("fresh");
    try {
      JdbcTemplate copied = target.getBean(JdbcTemplate.class);
      // it ran once already, and signed its catalogue
      target.getBean(SignedCheckpoints.class).sign();

      Rebuild.Result result = load(export);

      assertThat(result.events()).isEqualTo(20);
      assertThat(copied.queryForList(ROWS, String.class))
          .isEqualTo(from.queryForList(ROWS, String.class));
      assertThat(copied.queryForList(KEYS, String.class))
          .isEqualTo(from.queryForList(KEYS, String.class));
      assertThat(Tables.dump(copied)).isEqualTo(Tables.dump(from));
      assertThat(target.getBean(JournalVerification.class).all())
          .returns(true, found -> found.valid())
          .returns(result.position(), found -> found.signedUpTo());
      assertThat(copied.queryForObject("select nextval('journal.position')", Long.class))
          .isEqualTo(result.position() + 1);
      assertThat(withoutNoise(export(target))).isEqualTo(withoutNoise(export));
      assertThatThrownBy(() -> load(export)).hasMessageContaining("the journal is not empty");
    } finally {
      target.close();
      target = fresh;
    }
  }

  /** Header and trailer have ids of their own, and the digest covers the header. */
  private static List<String> withoutNoise(List<String> lines) {
    return lines.subList(1, lines.size() - 1);
  }

  @Test
  void namesTheLineWhereAChainIsBrokenThoughTheTrailerFits() {
    List<String> damaged = new ArrayList<>(export);
    assertThat(damaged.remove(16)).contains("\"subject\":\"note-1\"");

    assertThatThrownBy(() -> load(withTrailer(damaged, 19)))
        .hasMessage("line 19: it is the first that is there of its stream, but not version 1");
  }

  @Test
  void namesTheLineThatTheDatabaseRefuses() {
    List<String> damaged = new ArrayList<>(export);
    RecordedEvent last = ExportLine.read(damaged.get(22)).event();
    damaged.add(23, ExportLine.of(again(again(last, ""), EventHash.of(again(last, "")))).write());

    assertThatThrownBy(() -> load(withTrailer(damaged, 21)))
        .hasMessageStartingWith("line 24: ")
        .hasMessageContaining("event_id");
  }

  /** The same event once more, as the next of its stream. */
  private static RecordedEvent again(RecordedEvent event, String hash) {
    boolean next = hash.isEmpty();
    return new RecordedEvent(
        next ? event.position() + 1 : event.position(),
        event.streamId(),
        next ? event.version() + 1 : event.version(),
        event.type(),
        event.schemaVersion(),
        event.eventId(),
        event.occurredAt(),
        event.sagaId(),
        event.causedBy(),
        event.actor(),
        event.data(),
        next ? event.hash() : event.previousHash(),
        hash);
  }

  private static List<String> withTrailer(List<String> lines, int events) {
    List<String> whole = new ArrayList<>(lines.subList(0, lines.size() - 1));
    byte[] before = (String.join("\n", whole) + "\n").getBytes(StandardCharsets.UTF_8);
    whole.add(
        ExportLine.about(
                ExportLine.TRAILER,
                "x",
                null,
                "{\"keys\":2,\"events\":%d,\"digest\":\"%s\"}"
                    .formatted(
                        events, HexFormat.of().formatHex(JournalExport.sha256().digest(before))))
            .write());
    return whole;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "23 | delete          | line 23: the export ends here, without its last line",
        "10 | cut             | line 10: it is not JSON that ends with the line",
        "12 | delete          | line 23: there are 2 keys and 19 events",
        "2  | delete          | line 23: there are 1 keys and 20 events",
        "1  | delete          | line 1: an export begins with another line",
        "0  | delete          | line 1: it is not a JSON object",
        "17 | tester>nobody   | line 17: its content does not fit its hash",
        "20 | eyJu>eyJm       | line 20: its content does not fit its hash",
        "2  | VINET>VICTE     | line 24: the lines before it are not those that were exported",
        "12 | swap            | line 13: its position is not above that of the line before",
        "15 | twice           | line 16: its position is not above that of the line before",
        "23 | twice           | line 24: its position is not above that of the line before",
        "24 | twice           | line 24: something comes after it",
        "24 | :20>:19         | line 24: there are 2 keys and 20 events, but it says otherwise"
      })
  void storesNothingOfAnExportThatIsNotWhole(int line, String damage, String why) {
    List<String> damaged = new ArrayList<>(export);
    int at = line - 1;
    switch (damage) {
      case "delete" -> {
        if (line == 23) {
          damaged.subList(22, damaged.size()).clear();
        } else if (line == 0) {
          damaged.clear();
        } else {
          damaged.remove(at);
        }
      }
      case "cut" -> damaged.set(at, damaged.get(at).substring(0, damaged.get(at).length() / 2));
      case "swap" -> damaged.add(at, damaged.remove(at + 1));
      case "twice" -> damaged.add(at, damaged.get(at));
      default -> {
        String[] parts = damage.split(">");
        assertThat(damaged.get(at)).contains(parts[0]);
        damaged.set(at, damaged.get(at).replace(parts[0], parts[1]));
      }
    }
    List<String> before = into.queryForList(ROWS, String.class);

    assertThatThrownBy(() -> load(damaged))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);

    assertThat(into.queryForList(ROWS, String.class)).isEqualTo(before);
    assertThat(into.queryForList(KEYS, String.class)).isEmpty();
  }
}
