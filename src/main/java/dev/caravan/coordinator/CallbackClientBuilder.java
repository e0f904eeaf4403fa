package dev.caravan.coordinator;

import org.jboss.resteasy.client.jaxrs.ResteasyClient;
import org.jboss.resteasy.client.jaxrs.internal.ResteasyClientBuilderImpl;

/**
 * What {@code ClientBuilder.newClient()} uses in this JVM, through its service file: the
 * coordinator asks for a new client for every callback, which costs a connection and a scan for
 * providers each, and gets a shared one.
 *
 * <p>Public because a service has to be; not for direct use. Settings of the builder have no
 * effect.
 */
public final class CallbackClientBuilder extends ResteasyClientBuilderImpl {
  @Override
  public ResteasyClient build() {
    return CallbackClient.shared();
  }
}
