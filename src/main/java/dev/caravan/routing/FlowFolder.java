package dev.caravan.routing;

import dev.caravan.routing.FlowStore.Row;
import dev.caravan.routing.Revision.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The folder of flows. A file counts when its content is another than it was when it was looked at
 * last, before a restart too; so whoever brought a flow last, by file or by REST, has brought it. A
 * file that goes away takes nothing away but its own error, where nothing of it was ever taken.
 *
 * <p>Read again and again rather than watched: that works on every file system, and is how a file
 * that an editor writes in two steps is told from one that is complete.
 */
@Component
class FlowFolder {
  private static final Logger LOG = LoggerFactory.getLogger(FlowFolder.class);
  private static final String SUFFIX = ".camel.yaml";
  private static final List<String> PACKAGED = List.of(Flows.DEFAULT);

  private final Path folder;
  private final Flows flows;
  private final FlowStore store;

  /** The hash of each file as it was taken or refused. */
  private final Map<String, String> looked = new HashMap<>();

  /** The hash of each file at the scan before. */
  private Map<String, String> before = Map.of();

  FlowFolder(@Value("${caravan.routes-dir:routes}") Path folder, Flows flows, FlowStore store) {
    this.folder = folder;
    this.flows = flows;
    this.store = store;
  }

  static String file(String flow) {
    return flow + SUFFIX;
  }

  /** At the start: what was refused gets another chance, because the rules may be others now. */
  void open() {
    List<Row> rows = store.all();
    for (Row row : rows) {
      if (row.seenHash() != null && row.lastError() == null) {
        looked.put(row.name(), row.seenHash());
      }
    }
    if (Files.isDirectory(folder)) {
      Map<String, byte[]> files = read();
      before = hashes(files);
      rows.stream().map(Row::name).filter(flow -> !files.containsKey(flow)).forEach(store::forget);
      take(files, Source.FILE);
    } else {
      openPackaged();
    }
  }

  private void openPackaged() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String flow : PACKAGED) {
      Row row = store.find(flow).orElse(null);
      // one that an operator brought stays
      if (row == null || row.source() == null || row.source() == Source.PACKAGED) {
        files.put(flow, packaged(flow));
      }
    }
    take(files, Source.PACKAGED);
  }

  private static byte[] packaged(String flow) {
    try (InputStream file = new ClassPathResource("routes/" + file(flow)).getInputStream()) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the packaged flow " + flow, e);
    }
  }

  /** Takes the files that have changed, and did not change any more since the scan before. */
  void scan() {
    Map<String, byte[]> files = read();
    Map<String, String> now = hashes(files);
    before.keySet().stream().filter(flow -> !now.containsKey(flow)).forEach(this::gone);
    files.keySet().removeIf(flow -> !now.get(flow).equals(before.get(flow)));
    before = now;
    take(files, Source.FILE);
  }

  private void gone(String flow) {
    if (store.forget(flow)) {
      looked.remove(flow);
      LOG.info("the file of {} is gone, of which nothing was taken", flow);
    } else {
      LOG.info("the file of flow {} is gone; the flow goes on", flow);
    }
  }

  // one file may call what another defines, whichever of them comes first
  private void take(Map<String, byte[]> files, Source source) {
    Map<String, byte[]> waiting = new LinkedHashMap<>(files);
    waiting.entrySet().removeIf(file -> hash(file.getValue()).equals(looked.get(file.getKey())));
    Map<String, InvalidFlowException> refused = new LinkedHashMap<>();
    int left;
    do {
      left = waiting.size();
      refused.clear();
      waiting.entrySet().removeIf(file -> isTaken(file.getKey(), file.getValue(), source, refused));
    } while (!waiting.isEmpty() && waiting.size() < left);
    refused.forEach((flow, invalid) -> reject(flow, waiting.get(flow), source, invalid));
  }

  private boolean isTaken(
      String flow, byte[] yaml, Source source, Map<String, InvalidFlowException> refused) {
    try {
      flows.take(flow, yaml, source, author(source));
      looked.put(flow, hash(yaml));
      return true;
    } catch (InvalidFlowException e) {
      refused.put(flow, e);
      return false;
    }
  }

  private void reject(String flow, byte[] yaml, Source source, InvalidFlowException invalid) {
    looked.put(flow, hash(yaml));
    String seen = store.find(flow).map(Row::seenHash).orElse("");
    if (hash(yaml).equals(seen)) {
      // refused again after a restart: known to the journal
      LOG.warn("still refused: {}", FlowErrors.text(flow, invalid.findings()));
      store.looked(flow, seen, FlowErrors.text(flow, invalid.findings()));
    } else {
      flows.reject(flow, yaml, source, author(source), invalid);
    }
  }

  private static String author(Source source) {
    return source == Source.FILE ? "file" : "caravan";
  }

  private Map<String, byte[]> read() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.sorted().toList()) {
        String name = file.getFileName().toString();
        String flow = name.substring(0, Math.max(0, name.length() - SUFFIX.length()));
        if (name.endsWith(SUFFIX)
            && flow.matches(FlowLint.NAME)
            && !flow.equals(ChoreographyFile.FLOW)
            && Files.isRegularFile(file)) {
          files.put(flow, content(file));
        }
      }
    } catch (IOException e) {
      // it, or a file in it, went away meanwhile: the next scan sees what is there
      LOG.debug("{} cannot be read", folder, e);
      return Map.of();
    }
    return files;
  }

  private static byte[] content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(FlowText.LONGEST + 1);
    }
  }

  private static Map<String, String> hashes(Map<String, byte[]> files) {
    Map<String, String> hashes = new HashMap<>();
    files.forEach((flow, yaml) -> hashes.put(flow, hash(yaml)));
    return hashes;
  }

  private static String hash(byte[] text) {
    return Flows.hash(text);
  }
}
