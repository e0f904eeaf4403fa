package dev.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Which package may use which. A package that is not in the table fails the build. */
class ArchitectureTest {
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("database", Set.of()),
          Map.entry("journal", Set.of()),
          Map.entry("order", Set.of("journal")),
          Map.entry("inventory", Set.of("journal", "order")),
          Map.entry("payment", Set.of("journal", "order")),
          Map.entry("shipping", Set.of("journal", "order")),
          Map.entry("saga", Set.of("journal", "order", "inventory", "payment", "shipping")),
          Map.entry("choreography", Set.of("journal", "order", "inventory", "payment", "shipping")),
          Map.entry("routing", Set.of("journal", "saga")),
          Map.entry("process", Set.of("journal", "order", "saga")),
          Map.entry("projection", Set.of("journal", "order")),
          Map.entry("coordinator", Set.of("saga", "database")),
          Map.entry(
              "command",
              Set.of(
                  "journal",
                  "order",
                  "inventory",
                  "payment",
                  "shipping",
                  "saga",
                  "choreography",
                  "projection",
                  "database")),
          Map.entry(
              "api",
              Set.of(
                  "journal",
                  "order",
                  "inventory",
                  "payment",
                  "shipping",
                  "saga",
                  "routing",
                  "process",
                  "projection")));

  private static final Path SOURCES = Path.of("src/main/java/dev/caravan");

  /** Once for all rules: it reads the classes of all libraries that ours refer to as well. */
  private static final JavaClasses CARAVAN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.caravan");

  @Test
  void importsTheClassesThatItChecks() {
    assertThat(CARAVAN.size()).isGreaterThan(80);
    Set<String> packages =
        CARAVAN.stream()
            .map(c -> c.getPackageName())
            .filter(p -> !p.equals("dev.caravan"))
            .map(p -> p.substring("dev.caravan.".length()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  @Test
  void eachPackageUsesOnlyThoseOfTheTable() {
    MAY_USE.forEach(
        (name, allowed) ->
            noClasses()
                .that()
                .resideInAPackage("dev.caravan." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    MAY_USE.keySet().stream()
                        .filter(other -> !other.equals(name) && !allowed.contains(other))
                        .map(other -> "dev.caravan." + other)
                        .toArray(String[]::new))
                .because("the table says that " + name + " may use " + allowed)
                .check(CARAVAN));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.caravan.(*)..").should().beFreeOfCycles().check(CARAVAN);
  }

  @Test
  void onlyTheCoordinatorKnowsNarayana() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.caravan.coordinator")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.narayana..", "com.arjuna..", "jakarta.ws.rs..", "io.undertow..")
        .check(CARAVAN);
  }

  @Test
  void onlySagaKnowsTheHeaderThatSteersASaga() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<String> knowing =
          files
              .filter(Files::isRegularFile)
              .filter(
                  file ->
                      read(file).contains("Long-Running-Action")
                          || read(file).contains("SAGA_LONG_RUNNING_ACTION"))
              .map(file -> SOURCES.relativize(file).getName(0).toString())
              .distinct()
              .toList();
      assertThat(knowing).containsExactly("saga");
    }
  }

  @Test
  void everyPackageIsNullMarked() {
    MAY_USE
        .keySet()
        .forEach(
            name ->
                assertThat(
                        CARAVAN.getPackage("dev.caravan." + name).isAnnotatedWith(NullMarked.class))
                    .as(name)
                    .isTrue());
  }

  @Test
  void namesSayWhatAClassDoes() {
    classes().should().haveNameNotMatching(".*(Impl|Utils?|Helper|Manager)").check(CARAVAN);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
