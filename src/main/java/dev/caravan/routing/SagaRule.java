package dev.caravan.routing;

import dev.caravan.routing.EndpointRule.Target;
import dev.caravan.routing.FlowLint.Place;
import dev.caravan.saga.SagaBlocks;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.springframework.boot.convert.DurationStyle;

/**
 * What a flow must say of its sagas: of each block how it is undone, or {@code none}, which is then
 * meant; and that whatever a saga calls has such a block.
 */
final class SagaRule {
  /** In the place of an endpoint: there is nothing to undo. */
  static final String NONE = "none";

  private static final String TIMEOUT = "timeout";
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  private static final Set<String> OPTIONS =
      Set.of(
          "id",
          "description",
          "note",
          "steps",
          "compensation",
          "completion",
          "option",
          "propagation",
          "completionMode",
          TIMEOUT);
  private static final Set<String> WITHOUT_EFFECT = Set.of("direct", "log", "mock");
  private static final Set<String> JOINING = Set.of("MANDATORY", "SUPPORTS");

  private final Findings findings;
  private final BiConsumer<String, Node> calls;
  private final BooleanSupplier takesOrders;
  private final Map<String, Node> calledInSaga = new HashMap<>();
  private final Set<String> withBlock = new HashSet<>();
  private @Nullable String route;
  private @Nullable Node whole;
  private @Nullable Duration timeLimit;

  /**
   * @param calls is told of each {@code direct:} endpoint that a saga calls back
   * @param takesOrders whether orders can name what was read until now as their flow
   */
  SagaRule(Findings findings, BiConsumer<String, Node> calls, BooleanSupplier takesOrders) {
    this.findings = findings;
    this.calls = calls;
    this.takesOrders = takesOrders;
  }

  /**
   * From here on the route that begins with that endpoint is read.
   *
   * @param around the block around all that the flow does, which may limit its time; null where
   *     this route has none
   */
  void enter(@Nullable String directName, @Nullable Node around) {
    route = directName;
    whole = around;
  }

  /** How long a saga of the flow may take; null where it does not say. */
  @Nullable Duration timeLimit() {
    return timeLimit;
  }

  /** Checks a block and tells where in the saga the steps within it stand. */
  Place check(NodeTuple saga, EndpointRule endpoints) {
    if (route != null) {
      withBlock.add(route);
    }
    Node block = saga.getValueNode();
    for (Map.Entry<String, NodeTuple> option : Yaml.members(block).entrySet()) {
      if (!OPTIONS.contains(option.getKey())) {
        findings.add(
            option.getValue().getKeyNode(),
            option.getKey() + " of a saga is not allowed in a flow");
      }
    }
    Node compensation = Yaml.member(block, "compensation");
    if (compensation == null) {
      findings.add(
          saga.getKeyNode(), "must say how it is undone: compensation, an endpoint or " + NONE);
    } else {
      callback(compensation, endpoints);
    }
    Node completion = Yaml.member(block, "completion");
    if (completion != null) {
      callback(completion, endpoints);
    }
    Node mode = Yaml.member(block, "completionMode");
    if (mode != null && !"AUTO".equals(Yaml.text(mode))) {
      findings.add(mode, "only AUTO compensates when something fails");
    }
    Node timeout = Yaml.member(block, TIMEOUT);
    if (timeout != null) {
      timeout(timeout, block);
    }
    for (Node option : Yaml.items(Yaml.member(block, "option"))) {
      option(option, block);
    }
    String propagation = Yaml.text(block, "propagation");
    return propagation != null && JOINING.contains(propagation) ? Place.STEP : Place.BEGUN;
  }

  private void timeout(Node at, Node block) {
    if (block != whole) {
      findings.add(
          at,
          "only the one saga block around all steps of the route of the flow's name has a timeout");
      return;
    }
    try {
      timeLimit = DurationStyle.SIMPLE.parse(String.valueOf(Yaml.text(at)));
    } catch (IllegalArgumentException e) {
      timeLimit = Duration.ZERO;
    }
    if (timeLimit.compareTo(SHORTEST) < 0 || timeLimit.compareTo(LONGEST) > 0) {
      findings.add(at, "must be a time from 1s to 30d, such as 90s or 10m");
    }
  }

  private void callback(Node at, EndpointRule endpoints) {
    if (NONE.equals(Yaml.text(at))) {
      return;
    }
    Target target = endpoints.check(at, null, findings);
    if (target != null && !target.isDirect()) {
      findings.add(at, "must be a direct: endpoint, or " + NONE);
    } else if (target != null) {
      calls.accept(target.name(), at);
    }
  }

  private void option(Node option, Node block) {
    Map<String, NodeTuple> rest = new HashMap<>(Yaml.members(option));
    NodeTuple key = rest.remove("key");
    if (key == null || !String.valueOf(Yaml.text(key.getValueNode())).matches(FlowLint.NAME)) {
      findings.add(option, "the key of an option must be " + FlowLint.NAME);
    }
    ExpressionRule.check(option, rest, findings);
    if (key != null && SagaBlocks.RECOVERY.equals(Yaml.text(key.getValueNode()))) {
      recovery(option, block);
    }
  }

  private void recovery(Node option, Node block) {
    if (block != whole || !takesOrders.getAsBoolean()) {
      findings.add(
          option,
          "only the saga block of a route that orders can name has the option "
              + SagaBlocks.RECOVERY);
    }
    Node expression = Yaml.member(option, "expression");
    Node constant = Yaml.member(expression == null ? option : expression, "constant");
    String value =
        Yaml.text(constant) == null ? Yaml.text(constant, "expression") : Yaml.text(constant);
    if (!SagaBlocks.FORWARD.equals(value)) {
      findings.add(option, SagaBlocks.RECOVERY + " must be the constant " + SagaBlocks.FORWARD);
    }
  }

  /** Checks a step that sends something. */
  void send(Target target, Node at, Place place) {
    if (place == Place.OUTSIDE) {
      return;
    }
    if (target.isDirect()) {
      calledInSaga.putIfAbsent(target.name(), at);
    }
    if (place == Place.BEGUN
        && target.component() != null
        && !WITHOUT_EFFECT.contains(target.component())) {
      findings.add(
          at,
          target.component()
              + ": has an effect, so it must be in a saga block of its own, with propagation"
              + " MANDATORY and a compensation (or "
              + NONE
              + ")");
    }
  }

  /** Once all routes are read: those that a saga calls must have said how they are undone. */
  void checkCalls(Set<String> inThisFlow) {
    calledInSaga.forEach(
        (name, at) -> {
          if (inThisFlow.contains(name) && !withBlock.contains(name)) {
            findings.add(
                at,
                "direct:%s takes part in the saga and must have a saga block, with a compensation"
                        .formatted(name)
                    + " (or "
                    + NONE
                    + ")");
          }
        });
  }
}
