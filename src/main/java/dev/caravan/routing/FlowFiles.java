package dev.caravan.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Loads the flows at the start: every {@code *.camel.yaml} of the routes folder, or the packaged
 * ones where there is no such folder.
 */
@Component
class FlowFiles implements CamelContextConfiguration {
  private static final String SUFFIX = ".camel.yaml";
  private static final List<String> PACKAGED =
      List.of("routes/order-fulfilment.camel.yaml", "routes/order-choreography.camel.yaml");

  private final Path folder;

  FlowFiles(@Value("${caravan.routes-dir:routes}") Path folder) {
    this.folder = folder;
  }

  @Override
  public void beforeApplicationStart(CamelContext context) {
    for (String location : locations()) {
      Resource file = PluginHelper.getResourceLoader(context).resolveResource(location);
      try {
        PluginHelper.getRoutesLoader(context).loadRoutes(file);
      } catch (Exception e) {
        throw new IllegalStateException("the flow " + location + " is not valid: " + e, e);
      }
    }
  }

  @Override
  public void afterApplicationStart(CamelContext context) {
    // the flows start with the context
  }

  private List<String> locations() {
    if (!Files.isDirectory(folder)) {
      return PACKAGED.stream().map(name -> "classpath:" + name).toList();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .sorted()
          .map(file -> "file:" + file)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("caravan.routes-dir: cannot read " + folder, e);
    }
  }
}
