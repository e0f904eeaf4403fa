package dev.caravan.benchmark;

import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import io.narayana.lra.coordinator.api.Coordinator;
import io.narayana.lra.coordinator.api.CoordinatorContainerFilter;
import org.jboss.resteasy.core.ResteasyDeploymentImpl;
import org.jboss.resteasy.plugins.server.undertow.UndertowJaxrsServer;
import org.jboss.resteasy.spi.ResteasyDeployment;

/**
 * Narayana's LRA coordinator without a setting of ours: file object store in the working directory,
 * recovery every two minutes, HTTP server and callback client as RESTEasy makes them.
 */
final class StockCoordinator implements AutoCloseable {
  private final UndertowJaxrsServer server = new UndertowJaxrsServer();

  StockCoordinator(int port) {
    // what the web application's listener does when it is deployed
    RecoveryManager.manager();
    ResteasyDeployment resources = new ResteasyDeploymentImpl();
    resources.getActualResourceClasses().add(Coordinator.class);
    resources.getActualProviderClasses().add(CoordinatorContainerFilter.class);
    server.setHostname("127.0.0.1").setPort(port).start();
    server.deploy(resources);
  }

  @Override
  public void close() {
    server.stop();
    RecoveryManager.manager().terminate(true);
  }
}
