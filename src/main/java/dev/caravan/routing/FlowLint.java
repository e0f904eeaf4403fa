package dev.caravan.routing;

import dev.caravan.routing.EndpointRule.Target;
import dev.caravan.saga.SagaHeader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Reads a flow from the top down and finds what Camel would take and a flow must not have: what
 * breaks a saga, and what reaches beyond the message.
 *
 * <p>For one flow. What is allowed is listed, here and in {@link Eip}; all else is refused.
 */
final class FlowLint {
  /** Of flows, routes, steps and local endpoints. */
  static final String NAME = "[A-Za-z0-9_-]{1,64}";

  private static final Set<String> ROUTE_OPTIONS =
      Set.of("id", "group", "description", "note", "from", "routeConfigurationId");
  private static final Set<String> CONFIGURATIONS = Set.of("steps", "compensations");
  private static final Set<String> FROM_OPTIONS =
      Set.of("uri", "id", "description", "note", "steps", "parameters");
  private static final Set<String> CLAUSE_OPTIONS = Set.of("id", "description", "note", "steps");

  /** What would break a saga, and why; other steps that are refused need no word. */
  private static final Map<String, String> REASONS =
      Map.of(
          "doTry", "it would make a success of a failure",
          "onException", "it would make a success of a failure",
          "onFallback", "it would make a success of a failure",
          "circuitBreaker", "it would make a success of a failure",
          "errorHandler", "it would make a success of a failure",
          "stop", "the saga would close without the steps that follow",
          "toD", "its endpoint is computed",
          "recipientList", "its endpoints are computed",
          "routingSlip", "its endpoints are computed",
          "dynamicRouter", "its endpoints are computed");

  private final String flow;
  private final Findings findings;
  private final EndpointRule endpoints;
  private final SagaRule sagas;
  private final OrderFlowRule orderFlows;

  private final Set<String> ids = new HashSet<>();
  private final Map<String, Node> routes = new LinkedHashMap<>();
  private final Map<String, Node> direct = new LinkedHashMap<>();
  private final Set<String> seda = new HashSet<>();
  private final Map<String, Node> calls = new LinkedHashMap<>();

  FlowLint(String flow, Set<String> components, Findings findings) {
    this.flow = flow;
    this.findings = findings;
    this.endpoints = new EndpointRule(components);
    this.orderFlows = new OrderFlowRule(flow, findings);
    this.sagas = new SagaRule(findings, this::callBack, orderFlows::found);
  }

  /** Where in a saga a step stands. */
  enum Place {
    OUTSIDE,
    /** In the block that begins it: what has an effect of its own belongs into a step's block. */
    BEGUN,
    /** In a block that joins it and says how it is undone. */
    STEP
  }

  /** Reads the whole flow; what is wrong with it goes to the findings. */
  FlowShape read(Node root) {
    if (Yaml.items(root).isEmpty()) {
      findings.add(root, "a flow must be a list of routes");
    }
    for (Node item : Yaml.items(root)) {
      Map<String, NodeTuple> members = Yaml.members(item);
      if (!members.keySet().equals(Set.of("route"))) {
        findings.add(item, "a flow has routes and nothing else: write `- route:`");
      } else {
        route(members.get("route").getValueNode());
      }
    }
    calls.keySet().removeAll(direct.keySet());
    sagas.checkCalls(direct.keySet());
    return new FlowShape(routes, direct, seda, calls, orderFlows.found(), sagas.timeLimit());
  }

  private void route(Node route) {
    onlyOptions(route, ROUTE_OPTIONS);
    String id = Yaml.text(route, "id");
    if (id == null) {
      findings.add(route, "a route must have an id");
    } else {
      id(Objects.requireNonNull(Yaml.member(route, "id")));
      routes.put(id, Objects.requireNonNull(Yaml.member(route, "id")));
    }
    if (Yaml.text(route, "description") == null) {
      findings.add(route, "a route must have a description: what it does, in one line");
    }
    Node configuration = Yaml.member(route, "routeConfigurationId");
    if (configuration != null && !CONFIGURATIONS.contains(Yaml.text(configuration))) {
      findings.add(configuration, "must be one of " + CONFIGURATIONS.stream().sorted().toList());
    }
    Node from = Yaml.member(route, "from");
    onlyOptions(from, FROM_OPTIONS);
    Node uri = Yaml.member(from, "uri");
    Target entry =
        uri == null ? null : endpoints.check(uri, Yaml.member(from, "parameters"), findings);
    if (entry != null && uri != null) {
      entry(entry, uri);
      sagas.enter(entry.isDirect() ? entry.name() : null, around(entry, from));
    }
    orderFlows.check(route);
    steps(Yaml.member(from, "steps"), Place.OUTSIDE);
  }

  private @Nullable Node around(Target entry, @Nullable Node from) {
    List<Node> steps = Yaml.items(Yaml.member(from, "steps"));
    return entry.isDirect() && flow.equals(entry.name()) && steps.size() == 1
        ? Yaml.member(steps.get(0), "saga")
        : null;
  }

  private void entry(Target entry, Node at) {
    if (entry.isDirect()) {
      if (direct.put(entry.name(), at) != null) {
        findings.add(at, "another route of this flow begins with direct:" + entry.name());
      }
    } else if ("seda".equals(entry.component())) {
      seda.add(entry.name());
    } else {
      findings.add(at, "a route of a flow must begin with direct: or seda:");
    }
  }

  private void onlyOptions(@Nullable Node at, Set<String> allowed) {
    for (Map.Entry<String, NodeTuple> option : Yaml.members(at).entrySet()) {
      if (!allowed.contains(option.getKey())) {
        findings.add(option.getValue().getKeyNode(), notAllowed(option.getKey()));
      }
    }
  }

  private static String notAllowed(String name) {
    String reason = REASONS.get(name);
    return name + " is not allowed in a flow" + (reason == null ? "" : ": " + reason);
  }

  private void id(Node at) {
    String id = String.valueOf(Yaml.text(at));
    if (!id.matches(NAME)) {
      findings.add(at, "an id must be " + NAME);
    } else if (!ids.add(id)) {
      findings.add(at, "the id " + id + " is there twice");
    }
  }

  private void steps(@Nullable Node steps, Place place) {
    for (Node step : Yaml.items(steps)) {
      Map<String, NodeTuple> members = Yaml.members(step);
      if (members.size() != 1) {
        findings.add(step, "a step must be one of Camel's, with its options below it");
      } else {
        members.forEach((name, member) -> step(name, member, place));
      }
    }
  }

  private void step(String name, NodeTuple member, Place place) {
    Eip eip = Eip.named(name);
    Node value = member.getValueNode();
    if (eip == null) {
      findings.add(member.getKeyNode(), notAllowed(name));
    } else if (eip == Eip.SAGA) {
      nodeId(value);
      steps(Yaml.member(value, "steps"), sagas.check(member, endpoints));
    } else if (Yaml.text(value) != null) {
      Eip.Option inline = eip.inline() == null ? null : eip.option(eip.inline());
      if (inline == null) {
        findings.add(value, name + " must have its options below it");
      } else {
        option(inline, value, value, place);
      }
    } else {
      options(eip, member, place);
    }
  }

  private void nodeId(Node step) {
    Node id = Yaml.member(step, "id");
    if (id != null) {
      id(id);
    }
  }

  private void options(Eip eip, NodeTuple step, Place place) {
    nodeId(step.getValueNode());
    Map<String, NodeTuple> rest = new HashMap<>();
    for (Map.Entry<String, NodeTuple> member : Yaml.members(step.getValueNode()).entrySet()) {
      Eip.Option option = eip.option(member.getKey());
      if (option != null) {
        option(option, member.getValue().getValueNode(), step.getValueNode(), place);
      } else if (eip.takesExpression()) {
        rest.put(member.getKey(), member.getValue());
      } else {
        findings.add(member.getValue().getKeyNode(), notAllowed(member.getKey()));
      }
    }
    if (eip.takesExpression()) {
      ExpressionRule.check(step.getKeyNode(), rest, findings);
    }
  }

  private void option(Eip.Option option, Node value, Node step, Place place) {
    String text = String.valueOf(Yaml.text(value));
    switch (option) {
      case TEXT -> {}
      case SIMPLE -> SimpleRule.check(value, text, findings);
      case STEPS -> steps(value, place);
      case CLAUSE -> clause(value, place, false);
      case CLAUSES -> Yaml.items(value).forEach(clause -> clause(clause, place, true));
      case URI -> send(value, Yaml.member(step, "parameters"), place);
      case PROPERTY -> {
        if (!SimpleRule.isFree(text)) {
          findings.add(value, "the name of a property must be " + NAME + " and not Camel's");
        }
      }
      case HEADER -> {
        if (!text.matches("[A-Za-z0-9._-]{1,100}") || SagaHeader.isMeantBy(text)) {
          findings.add(value, "a flow must not touch the header " + text);
        }
      }
      case PATTERN -> {
        if (SagaHeader.isMeantBy(text)) {
          findings.add(value, "removing the headers " + text + " would lose the saga");
        }
      }
    }
  }

  private void clause(Node clause, Place place, boolean expression) {
    nodeId(clause);
    Map<String, NodeTuple> rest = new HashMap<>(Yaml.members(clause));
    rest.keySet().removeAll(CLAUSE_OPTIONS);
    if (expression) {
      ExpressionRule.check(clause, rest, findings);
    } else {
      rest.values().forEach(o -> findings.add(o.getKeyNode(), "is not allowed in a flow"));
    }
    steps(Yaml.member(clause, "steps"), place);
  }

  private void send(Node uri, @Nullable Node parameters, Place place) {
    Target target = endpoints.check(uri, parameters, findings);
    if (target == null) {
      return;
    }
    if (target.isDirect()) {
      call(target.name(), uri);
    }
    sagas.send(target, uri, place);
  }

  private void callBack(String name, Node at) {
    if (!orderFlows.callsBack(name)) {
      call(name, at);
    }
  }

  private void call(String name, Node at) {
    calls.putIfAbsent(name, at);
  }
}
