package dev.caravan.routing;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** Stands in the place of a component whose endpoints have effects. */
final class AnsweringComponent extends DefaultComponent {
  private final String scheme;

  AnsweringComponent(String scheme) {
    this.scheme = scheme;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    // whether the real one would take them has been tried
    parameters.clear();
    return new AnsweringEndpoint(uri, this, scheme);
  }
}
