package dev.caravan.routing;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Where a flow may send to: components on the list, with options that neither load classes nor look
 * beans up, nor make a success of a failure.
 */
final class EndpointRule {
  /** The setting that says what stands there is the operator's, who is trusted. */
  private static final Pattern SETTING = Pattern.compile("\\{\\{[^{}]+}}");

  private static final Pattern FORM =
      Pattern.compile("(?<scheme>[a-z][a-z0-9+.-]*):(//)?(?<path>[^?]*)(\\?(?<options>.*))?");
  private static final Set<String> LOCAL = Set.of("direct", "seda");

  /** Of the other components all options may be set, but not to a bean. */
  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "direct", Set.of(),
          "seda", Set.of("concurrentConsumers", "size", "timeout", "waitForTaskToComplete"),
          "journal", Set.of("type", "schemaVersion"),
          "log",
              Set.of("level", "showAll", "showBody", "showHeaders", "showProperties", "multiline"),
          "kafka", Set.of("brokers", "key", "partitionKey", "clientId", "requestRequiredAcks"));

  private static final Set<String> HIDING_FAILURES =
      Set.of("throwExceptionOnFailure", "okStatusCodeRange", "failIfNoConsumers");

  private final Set<String> components;

  EndpointRule(Set<String> components) {
    this.components = components;
  }

  /**
   * An endpoint.
   *
   * @param component null where a setting says it
   */
  record Target(@Nullable String component, String name) {
    boolean isDirect() {
      return "direct".equals(component);
    }
  }

  /** Checks an endpoint; null where it is none that a flow may have. */
  @Nullable Target check(Node at, @Nullable Node parameters, Findings findings) {
    String uri = String.valueOf(Yaml.text(at));
    if (SETTING.matcher(uri).matches()) {
      return new Target(null, uri);
    }
    Matcher parts = FORM.matcher(uri);
    if (!parts.matches()) {
      findings.add(at, uri + " is not an endpoint: it must begin with a component and a colon");
      return null;
    }
    String component = parts.group("scheme");
    if (!components.contains(component)) {
      findings.add(at, component + ": is not on the list of caravan.flows.allowed-components");
      return null;
    }
    if (LOCAL.contains(component) && !parts.group("path").matches(FlowLint.NAME)) {
      findings.add(at, uri + ": a name must be " + FlowLint.NAME);
      return null;
    }
    if (uri.contains("#") || uri.contains("${")) {
      findings.add(at, uri + " is not allowed in a flow: it looks something up");
    }
    String options = parts.group("options");
    for (String option : options == null ? new String[0] : options.split("&")) {
      option(at, component, option.split("=", 2)[0], option, findings);
    }
    for (Map.Entry<String, NodeTuple> option : Yaml.members(parameters).entrySet()) {
      NodeTuple member = option.getValue();
      String value = String.valueOf(Yaml.text(member.getValueNode()));
      option(member.getKeyNode(), component, option.getKey(), value, findings);
    }
    return new Target(component, parts.group("path"));
  }

  private static void option(
      Node at, String component, String name, String text, Findings findings) {
    Set<String> allowed = OPTIONS.get(component);
    if (HIDING_FAILURES.contains(name)) {
      findings.add(at, "the option " + name + " would make a success of a failure");
    } else if (allowed != null && !allowed.contains(name)) {
      findings.add(at, "the option " + name + " of " + component + ": is not allowed in a flow");
    } else if (text.contains("#") || text.contains("${")) {
      findings.add(at, "the option " + name + " is not allowed in a flow: it looks something up");
    }
  }
}
