package dev.caravan.routing;

import static dev.caravan.routing.FlowTexts.orderFlow;
import static dev.caravan.routing.FlowTexts.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.routing.FlowStatus.State;
import dev.caravan.testing.FlowTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** Flows as files, scanned by hand. */
@FlowTest
class FlowFolderTest {
  @Autowired Flows flows;
  @Autowired FlowStore store;
  @TempDir Path folder;
  private String name;
  private FlowFolder files;

  @BeforeEach
  void open() {
    name = "d" + System.nanoTime();
    files = new FlowFolder(folder, flows, store);
    files.open();
  }

  private void write(String flow, String text) throws IOException {
    Files.writeString(folder.resolve(FlowFolder.file(flow)), text);
  }

  private FlowStatus status() {
    return flows.all().stream().filter(flow -> flow.name().equals(name)).findFirst().orElse(null);
  }

  private void scanTwice() {
    files.scan();
    files.scan();
  }

  @Test
  void takesAFileOnceItDoesNotChangeAnyMore() throws IOException {
    write(name, orderFlow(name).substring(0, 200));
    files.scan();
    write(name, orderFlow(name));
    files.scan();
    assertThat(status()).isNull();

    files.scan();

    assertThat(status().activeRevision()).isEqualTo(1);
    assertThat(status().lastError()).isNull();
  }

  @Test
  void keepsTheLastGoodRevisionAndSaysWhatIsWrongWithTheFile() throws IOException {
    write(name, orderFlow(name));
    scanTwice();
    write(name, orderFlow(name).replace("saga:", "sage:"));
    scanTwice();

    assertThat(status())
        .returns(1, FlowStatus::activeRevision)
        .satisfies(
            refused ->
                assertThat(refused.lastError())
                    .startsWith(name + ".camel.yaml: line 11, column ")
                    .contains("sage"));

    write(name, orderFlow(name));
    scanTwice();
    assertThat(status().lastError()).isNull();
    assertThat(status().activeRevision()).isEqualTo(1);
  }

  @Test
  void servesTheLastGoodRevisionWhereTheFileIsBadAtTheStart() throws IOException {
    write(name, orderFlow(name));
    scanTwice();
    write(name, "nonsense");

    new FlowFolder(folder, flows, store).open();
    new FlowFolder(folder, flows, store).open();

    assertThat(status().activeRevision()).isEqualTo(1);
    assertThat(status().lastError()).contains("line 1, column 1");
    assertThat(new FlowErrorsHealthIndicator(flows).health())
        .satisfies(
            health -> {
              assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
              assertThat(health.getDetails().toString()).contains(name);
            });
    write(name, orderFlow(name));
    new FlowFolder(folder, flows, store).open();
    assertThat(status().lastError()).isNull();
  }

  @Test
  void leavesAFlowThatRestBroughtUntilItsFileChanges() throws IOException {
    write(name, orderFlow(name));
    scanTwice();
    flows.put(name, FlowTexts.bytes(orderFlow(name) + "# by REST\n"), "ann", active -> true);
    scanTwice();
    new FlowFolder(folder, flows, store).open();
    assertThat(status().activeRevision()).isEqualTo(2);

    write(name, orderFlow(name) + "# by file\n");
    scanTwice();
    assertThat(status().activeRevision()).isEqualTo(3);
  }

  @Test
  void leavesAFlowOfWhichTheFileGoesAway() throws IOException {
    write(name, orderFlow(name));
    scanTwice();
    Files.delete(folder.resolve(FlowFolder.file(name)));
    scanTwice();

    assertThat(status()).returns(State.ACTIVE, FlowStatus::state);
  }

  @Test
  void forgetsAFileOfWhichNothingWasTakenWhenItGoesAway() throws IOException {
    write(name, "nonsense");
    scanTwice();
    assertThat(status()).returns(State.REFUSED, FlowStatus::state);

    Files.delete(folder.resolve(FlowFolder.file(name)));
    scanTwice();
    assertThat(status()).isNull();

    write(name, "nonsense");
    scanTwice();
    Files.delete(folder.resolve(FlowFolder.file(name)));
    new FlowFolder(folder, flows, store).open();
    assertThat(status()).isNull();
  }

  @Test
  void takesFilesThatCallEachOtherWhicheverComesFirst() throws IOException {
    String helper = "z" + name;
    write(
        name,
        orderFlow(name).replace("\"{{caravan.step.shipping.schedule}}\"", "direct:" + helper));
    write(helper, step(helper, "- log: shipped"));
    scanTwice();

    assertThat(status().activeRevision()).isEqualTo(1);
  }

  @Test
  void looksAtNothingElseThatLiesThere() throws IOException {
    Files.writeString(folder.resolve(name + ".yaml"), "x");
    Files.writeString(folder.resolve(name + ".camel.yaml.bak"), "x");
    Files.writeString(folder.resolve("." + name + ".camel.yaml"), "x");
    scanTwice();

    assertThat(status()).isNull();
  }
}
