package dev.caravan.routing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Loads at the start who reacts to which events of choreographed orders: from the routes folder, or
 * the packaged file where there is no such folder. It is no flow of which revisions run side by
 * side: two would both consume the events.
 */
@Component
class ChoreographyFile implements CamelContextConfiguration {
  static final String FLOW = "order-choreography";

  private final Path folder;

  ChoreographyFile(@Value("${caravan.routes-dir:routes}") Path folder) {
    this.folder = folder;
  }

  @Override
  public void beforeApplicationStart(CamelContext context) {
    Path own = folder.resolve(FlowFolder.file(FLOW));
    if (Files.isDirectory(folder) && !Files.exists(own)) {
      return;
    }
    String location =
        Files.exists(own) ? "file:" + own : "classpath:routes/" + FlowFolder.file(FLOW);
    Resource file = PluginHelper.getResourceLoader(context).resolveResource(location);
    try {
      PluginHelper.getRoutesLoader(context).loadRoutes(file);
    } catch (Exception e) {
      throw new IllegalStateException("the flow " + location + " is not valid: " + e, e);
    }
  }

  @Override
  public void afterApplicationStart(CamelContext context) {
    // the routes start with the context
  }
}
