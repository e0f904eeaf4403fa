package dev.caravan.coordinator;

import io.narayana.lra.coordinator.api.Coordinator;
import io.narayana.lra.coordinator.api.CoordinatorContainerFilter;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.ServletException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jboss.resteasy.core.ResteasyDeploymentImpl;
import org.jboss.resteasy.plugins.server.undertow.UndertowJaxrsServer;
import org.jboss.resteasy.spi.ResteasyDeployment;

/**
 * The coordinator's REST interface, on the loopback address only: it asks nobody who they are, and
 * whoever reaches it can cancel any saga.
 */
final class CoordinatorEndpoint implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private final Undertow server;
  private final DeploymentManager deployment;

  private CoordinatorEndpoint(Undertow server, DeploymentManager deployment) {
    this.server = server;
    this.deployment = deployment;
  }

  /** Listens when it returns; port 0 takes any free one. */
  static CoordinatorEndpoint open(int port) {
    ResteasyDeployment resources = new ResteasyDeploymentImpl();
    resources.getActualResourceClasses().add(Coordinator.class);
    resources.getActualProviderClasses().add(CoordinatorContainerFilter.class);
    resources.getActualProviderClasses().add(JsonObjectWriter.class);
    DeploymentInfo application =
        new UndertowJaxrsServer()
            .undertowDeployment(resources)
            .setClassLoader(CoordinatorEndpoint.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("lra-coordinator");
    DeploymentManager deployment = Servlets.newContainer().addDeployment(application);
    deployment.deploy();
    try {
      Undertow server =
          Undertow.builder()
              .addHttpListener(port, HOST)
              .setIoThreads(2)
              .setWorkerThreads(16)
              .setHandler(deployment.start())
              .build();
      server.start();
      return new CoordinatorEndpoint(server, deployment);
    } catch (ServletException e) {
      throw new IllegalStateException("the coordinator's REST interface did not start", e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BindException) {
        throw new IllegalStateException("caravan.coordinator.port: port " + port + " is in use", e);
      }
      throw e;
    }
  }

  int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  public void close() {
    server.stop();
    try {
      deployment.stop();
    } catch (ServletException e) {
      throw new IllegalStateException("the coordinator's REST interface did not stop", e);
    }
    deployment.undeploy();
  }
}
