package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.StoredEvents;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions of events, by a kind of stream whose events changed their form. */
class EventCodecTest {

  sealed interface ParcelEvent {}

  /** Its first version knew kilograms only, its second any unit. */
  record Weighed(long grams) implements ParcelEvent {}

  record Moved(String to) implements ParcelEvent {}

  private static final EventCodec<ParcelEvent> CODEC =
      new EventCodec<>(
          Map.of("Weighed", Weighed.class, "Moved", Moved.class),
          Map.of("Weighed", List.of(EventCodecTest::withUnit, EventCodecTest::inGrams)));

  private static ObjectNode withUnit(ObjectNode kilograms) {
    return kilograms.put("unit", "kg");
  }

  private static ObjectNode inGrams(ObjectNode weight) {
    BigDecimal value = weight.remove("weight").decimalValue();
    boolean kilograms = weight.remove("unit").textValue().equals("kg");
    return weight.put("grams", (kilograms ? value.movePointRight(3) : value).longValueExact());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|{\"weight\":1.250}",
        "2|{\"weight\":1.25,\"unit\":\"kg\"}",
        "2|{\"weight\":1250,\"unit\":\"g\"}",
        "3|{\"grams\":1250}"
      })
  void readsEveryVersionAsTheNewest(int schemaVersion, String data) {
    assertThat(CODEC.read(StoredEvents.recorded(1, "Weighed", schemaVersion, data)))
        .isEqualTo(new Weighed(1250));
  }

  @Test
  void writesTheNewestVersion() {
    assertThat(CODEC.schemaVersion(new Weighed(1))).isEqualTo(3);
    assertThat(CODEC.data(new Weighed(1250))).isEqualTo("{\"grams\":1250}");
    assertThat(CODEC.schemaVersion(new Moved("Reims"))).isEqualTo(1);
    assertThat(CODEC.schemaVersions()).isEqualTo(Map.of("Weighed", 3, "Moved", 1));
  }

  @Test
  void givesUpcastersNumbersExactly() {
    List<BigDecimal> seen = new ArrayList<>();
    EventCodec<ParcelEvent> codec =
        new EventCodec<>(
            Map.of("Moved", Moved.class),
            Map.of(
                "Moved",
                List.of(
                    data -> {
                      seen.add(data.remove("fee").decimalValue());
                      return data;
                    })));

    codec.read(
        StoredEvents.recorded(1, "Moved", 1, "{\"to\":\"Reims\",\"fee\":1234567890123456789.10}"));

    assertThat(seen).containsExactly(new BigDecimal("1234567890123456789.10"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Lost|1|{}|the type is unknown",
        "Weighed|0|{}|known are the versions 1 to 3",
        "Weighed|4|{\"grams\":1,\"by\":\"x\"}|known are the versions 1 to 3",
        "Moved|2|{\"to\":\"Reims\"}|known are the versions 1 to 1",
        "Moved|1|{\"to\":\"Reims\",\"via\":\"Lyon\"}|the data do not have that form",
        "Moved|1|null|the data are null",
        // what an upcaster stumbles on
        "Weighed|1|{}|the data do not have that form",
        "Weighed|1|{\"weight\":0.0001}|the data do not have that form",
        "Weighed|2|{\"weight\":1}|the data do not have that form",
        "Weighed|2|[]|the data do not have that form",
        "Weighed|2|null|the data do not have that form"
      })
  void saysWhatItCannotReadAndWhere(String type, int schemaVersion, String data, String why) {
    assertThatThrownBy(() -> CODEC.read(StoredEvents.recorded(2, type, schemaVersion, data)))
        .isInstanceOfSatisfying(
            UnreadableEventException.class,
            e -> {
              assertThat(e)
                  .returns(42L, UnreadableEventException::position)
                  .returns("order-1", UnreadableEventException::streamId)
                  .returns(2L, UnreadableEventException::version)
                  .returns(type, UnreadableEventException::type)
                  .returns(schemaVersion, UnreadableEventException::schemaVersion);
              assertThat(e)
                  .hasMessage(
                      "cannot read the event at position 42 (order-1, version 2): type "
                          + "%s, schema version %d: %s".formatted(type, schemaVersion, why));
            });
  }

  @Test
  void refusesUpcastersOfATypeThatIsNotThere() {
    assertThatThrownBy(
            () ->
                new EventCodec<ParcelEvent>(
                    Map.of("Moved", Moved.class), Map.of("Movde", List.of(data -> data))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Movde");
  }

  private record Parcel(long grams, String place) {
    Parcel after(ParcelEvent event) {
      return event instanceof Weighed weighed
          ? new Parcel(weighed.grams(), place)
          : new Parcel(grams, ((Moved) event).to());
    }
  }

  @Provide
  Arbitrary<List<ParcelEvent>> histories() {
    return Arbitraries.oneOf(
            Arbitraries.longs().greaterOrEqual(0).map(grams -> (ParcelEvent) new Weighed(grams)),
            Arbitraries.strings().map(to -> (ParcelEvent) new Moved(to)))
        .list();
  }

  @Property
  void upcastingThenFoldingIsFolding(
      @ForAll("histories") List<ParcelEvent> history, @ForAll Random versions) {
    Parcel expected = new Parcel(0, "");
    Parcel read = new Parcel(0, "");
    for (ParcelEvent event : history) {
      expected = expected.after(event);
      read = read.after(CODEC.read(stored(event, versions)));
    }

    assertThat(read).isEqualTo(expected);
  }

  /** As some release of the past, or this one, would have stored it. */
  private static RecordedEvent stored(ParcelEvent event, Random versions) {
    if (event instanceof Weighed weighed) {
      BigDecimal kilograms = BigDecimal.valueOf(weighed.grams(), 3);
      switch (versions.nextInt(4)) {
        case 0:
          return StoredEvents.recorded(1, "Weighed", 1, "{\"weight\":" + kilograms + "}");
        case 1:
          return StoredEvents.recorded(
              1, "Weighed", 2, "{\"weight\":" + kilograms + ",\"unit\":\"kg\"}");
        case 2:
          return StoredEvents.recorded(
              1, "Weighed", 2, "{\"weight\":" + weighed.grams() + ",\"unit\":\"g\"}");
        default:
          break;
      }
    }
    return StoredEvents.recorded(
        1, CODEC.type(event), CODEC.schemaVersion(event), CODEC.data(event));
  }
}
