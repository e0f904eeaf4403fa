package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.caravan.journal.EventCodec;
import dev.caravan.testing.StoredEvents;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored stays readable: holds of every codec in the code, of whatever package. */
class EventVersionsTest {
  private static final Path PINS = Path.of("src/test/resources/events");

  /** A version of a type, as one codec knows it. */
  record Version(EventCodec<?> codec, String owner, String type, int number) {
    String file() {
      return type + ".v" + number + ".json";
    }

    @Override
    public String toString() {
      return owner + " reads " + file();
    }
  }

  private static final List<Version> VERSIONS = find();

  static Stream<Version> versions() {
    return VERSIONS.stream();
  }

  private static List<Version> find() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.caravan")
            .stream()
            .flatMap(type -> type.getFields().stream())
            .filter(field -> field.getRawType().isEquivalentTo(EventCodec.class))
            .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
            .flatMap(EventVersionsTest::versions)
            .toList();
  }

  private static Stream<Version> versions(JavaField field) {
    EventCodec<?> codec = codec(field.reflect());
    return codec.schemaVersions().entrySet().stream()
        .flatMap(
            type ->
                IntStream.rangeClosed(1, type.getValue())
                    .mapToObj(
                        number ->
                            new Version(
                                codec, field.getOwner().getSimpleName(), type.getKey(), number)));
  }

  private static EventCodec<?> codec(Field field) {
    try {
      field.setAccessible(true);
      return (EventCodec<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyVersionOfEveryTypeIsPinnedAndReadable(Version version) {
    String data = StoredEvents.pinned(version.type(), version.number());

    assertThat(
            (Object)
                version
                    .codec()
                    .read(StoredEvents.recorded(1, version.type(), version.number(), data)))
        .isNotNull();
  }

  @Test
  void everyPinIsOfAVersionThatIsKnown() throws IOException {
    Set<String> known =
        versions().map(Version::file).collect(Collectors.toCollection(TreeSet::new));

    try (Stream<Path> files = Files.list(PINS)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(known);
    }
  }

  @Test
  void codecsOfOneTypeKnowTheSameVersions() {
    versions()
        .collect(Collectors.groupingBy(Version::type, Collectors.groupingBy(Version::owner)))
        .forEach(
            (type, owners) ->
                assertThat(owners.values())
                    .as(type)
                    .extracting(versions -> versions.size())
                    .containsOnly(owners.values().iterator().next().size()));
  }

  @Test
  void findsTheCodecs() {
    assertThat(versions().map(Version::owner))
        .contains("OrderEventCodec", "SagaLog", "SagaFact", "StockSet");
  }
}
