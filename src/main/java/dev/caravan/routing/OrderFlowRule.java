package dev.caravan.routing;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What a route must have that orders can name as their flow: without its saga, and the order as the
 * first participant of it, an order would be neither confirmed nor cancelled.
 */
final class OrderFlowRule {
  private static final String GROUP = "order-flow";

  /** What the coordinator calls to end an order; no step, so a flow must not call it itself. */
  private static final Set<String> CALLBACKS = Set.of("order-cancel", "order-confirm");

  private final String flow;
  private final Findings findings;
  private boolean found;

  OrderFlowRule(String flow, Findings findings) {
    this.flow = flow;
    this.findings = findings;
  }

  /** Whether there was such a route. */
  boolean found() {
    return found;
  }

  /** Whether a saga of this flow may name the endpoint although it is no step. */
  boolean callsBack(String direct) {
    return found && CALLBACKS.contains(direct);
  }

  void check(Node route) {
    if (!GROUP.equals(Yaml.text(route, "group"))) {
      return;
    }
    found = true;
    Node from = Yaml.member(route, "from");
    require(route, flow.equals(Yaml.text(route, "id")), "its id must be that of the flow: " + flow);
    require(
        route,
        ("direct:" + flow).equals(Yaml.text(from, "uri")),
        "it must begin with direct:" + flow);
    List<Node> steps = Yaml.items(Yaml.member(from, "steps"));
    Node saga = steps.size() == 1 ? Yaml.member(steps.get(0), "saga") : null;
    require(route, saga != null, "it must have one step, saga, with all others inside of it");
    if (saga != null) {
      checkSaga(saga);
    }
  }

  private void checkSaga(Node saga) {
    require(
        saga,
        "direct:order-cancel".equals(Yaml.text(saga, "compensation"))
            && "direct:order-confirm".equals(Yaml.text(saga, "completion")),
        "its saga must have the compensation direct:order-cancel and the completion"
            + " direct:order-confirm");
    require(
        saga,
        Yaml.items(Yaml.member(saga, "option")).stream().anyMatch(OrderFlowRule::isOrderId),
        "its saga must have the option orderId, which is the header orderId");
    String propagation = Yaml.text(saga, "propagation");
    require(
        saga,
        propagation == null || propagation.equals("REQUIRED"),
        "its saga must begin with it: leave propagation away");
  }

  private static boolean isOrderId(Node option) {
    @Nullable Node expression = Yaml.member(option, "expression");
    Node header = Yaml.member(expression == null ? option : expression, "header");
    String name = Yaml.text(header) == null ? Yaml.text(header, "expression") : Yaml.text(header);
    return "orderId".equals(Yaml.text(option, "key")) && "orderId".equals(name);
  }

  private void require(Node at, boolean holds, String otherwise) {
    if (!holds) {
      findings.add(at, "a route that orders can name (group " + GROUP + "): " + otherwise);
    }
  }
}
