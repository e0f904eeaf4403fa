package dev.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.journal.RecordedEvent;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportLineTest {

  private static RecordedEvent event(String data) {
    return new RecordedEvent(
        17,
        "order-\t1",
        2,
        "StockReserved",
        1,
        new UUID(1, 2),
        Instant.parse("2026-01-02T03:04:05.123456Z"),
        "saga-1",
        null,
        "Jürgen",
        data,
        null,
        "00ff");
  }

  @Test
  void isACloudEventWithTheDataAsTheyAre() {
    assertThat(ExportLine.of(event("{\"a\" : 1.10}")).write())
        .isEqualTo(
            """
            {"specversion":"1.0","id":"00000000-0000-0001-0000-000000000002",\
            "source":"urn:caravan:journal","type":"StockReserved","subject":"order-\\t1",\
            "time":"2026-01-02T03:04:05.123456Z","datacontenttype":"application/json",\
            "dataschema":"urn:caravan:event:StockReserved:1","position":"17",\
            "streamversion":"2","schemaversion":"1","sagaid":"saga-1","actor":"Jürgen",\
            "hash":"00ff","data":{"a" : 1.10}}""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1, 2]",
        "12.340",
        "-1e400",
        "\"text \\\" \\\\ \\u0000\"",
        "true",
        "null",
        "{\"a\": 1, \"a\": 2,\"n\":0.10000000000000000000000000000000000000001}",
        "{\"deep\":[[[[[[{\"a\":[]}]]]]]], \"ü\":\"🐫\"}",
        " {\"blanks\": 1}",
        "{\"blanks\": 1} ",
        "{\n\"breaks\":\r1}",
        "\t3"
      })
  void givesBackEachCharacterOfTheData(String data) {
    String line = ExportLine.of(event(data)).write();

    assertThat(line).doesNotContain("\n", "\r");
    assertThat(ExportLine.read(line).event()).isEqualTo(event(data));
    assertThat(ExportLine.read(line + "\n").event()).isEqualTo(event(data));
  }

  @Test
  void givesBackDataThatAreLongAndDeep() {
    String data = "[".repeat(5_000) + "\"" + "x".repeat(100_000) + "\"" + "]".repeat(5_000);

    assertThat(ExportLine.read(ExportLine.of(event(data)).write()).data()).isEqualTo(data);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                              | it must have either data",
        "[]                                              | it is not a JSON object",
        "{\"specversion\":\"1.0\",\"data\":1             | it is not JSON that ends with the line",
        "{\"specversion\":\"1.0\",\"data\":1} {}         | there is more than one",
        "{\"specversion\":\"0.3\",\"data\":1}            | specversion must be 1.0",
        "{\"specversion\":1,\"data\":1}                  | specversion is not a string",
        "{\"id\":\"1\",\"id\":\"1\",\"data\":1}          | id is there twice",
        "{\"data\":1,\"data\":2}                         | it has data twice",
        "{\"data\":1,\"data_base64\":\"MQ==\"}           | it must have either data"
      })
  void refusesWhatIsNoCloudEvent(String line, String why) {
    assertThatThrownBy(() -> ExportLine.read(line))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"streamversion\":\"2\", |                                | streamversion is missing",
        "\"position\":\"17\"      | \"position\":\"017\"           | not an event of this form",
        ".123456Z                 | .1234567Z                      | to the microsecond",
        "\"hash\"                 | \"colour\":\"red\",\"hash\"    | not an event of this form",
        "StockReserved:1          | StockReserved:2                | not an event of this form"
      })
  void refusesAnEventThatItWouldNotHaveWritten(String part, String other, String why) {
    String line = ExportLine.of(event("{}")).write().replace(part, other == null ? "" : other);

    assertThatThrownBy(() -> ExportLine.read(line).event()).hasMessageContaining(why);
  }
}
