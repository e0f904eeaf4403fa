package dev.caravan.routing;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.nodes.Node;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** All that is looked at before a flow is built: YAML, Camel's schema, the lint. */
@Component
class FlowCheck {
  private final FlowSchema schema;
  private final FlowProperties properties;
  private final Predicate<String> settings;

  FlowCheck(FlowSchema schema, FlowProperties properties, Environment environment) {
    this.schema = schema;
    this.properties = properties;
    this.settings = environment::containsProperty;
  }

  /**
   * @param flow its name
   * @throws InvalidFlowException with all that is wrong
   */
  FlowShape check(String flow, byte[] text) {
    Node root = FlowText.parse(text);
    schema.check(root);
    return lint(flow, root);
  }

  /** What is in a flow that was checked before, perhaps under other rules. */
  FlowShape shape(String flow, String text) {
    return new FlowLint(flow, properties.allowedComponents(), new Findings())
        .read(FlowText.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  private FlowShape lint(String flow, Node root) {
    Findings findings = new Findings();
    new PlaceholderRule(settings).check(root, findings);
    FlowShape shape = new FlowLint(flow, properties.allowedComponents(), findings).read(root);
    findings.throwIfAny();
    return shape;
  }
}
