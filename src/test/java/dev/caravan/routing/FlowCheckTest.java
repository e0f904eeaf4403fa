package dev.caravan.routing;

import static dev.caravan.routing.FlowTexts.bytes;
import static dev.caravan.routing.FlowTexts.orderFlow;
import static dev.caravan.routing.FlowTexts.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** What a flow must not have, each with the word by which its author is told. */
class FlowCheckTest {
  private static final FlowCheck CHECK =
      new FlowCheck(
          new FlowSchema(),
          new FlowProperties(
              Set.of("direct", "seda", "http", "https", "kafka", "journal", "log", "mock"), null),
          new MockEnvironment()
              .withProperty("caravan.step.inventory.reserve", "direct:inventory-reserve")
              .withProperty("caravan.step.payment.charge", "direct:payment-charge")
              .withProperty("caravan.step.shipping.schedule", "direct:shipping-schedule")
              .withProperty("caravan.flow.carrier", "Federal Shipping")
              .withProperty("spring.datasource.password", "secret"));

  private static List<Finding> findings(String flow, String text) {
    InvalidFlowException refused =
        catchThrowableOfType(InvalidFlowException.class, () -> CHECK.check(flow, bytes(text)));
    return refused == null ? List.of() : refused.findings();
  }

  @Test
  void takesThePackagedFlow() {
    FlowShape shape = CHECK.check("order-fulfilment", bytes(orderFlow("order-fulfilment")));

    assertThat(shape.takesOrders()).isTrue();
    assertThat(shape.routes()).containsOnlyKeys("order-fulfilment");
    assertThat(shape.direct()).containsOnlyKeys("order-fulfilment");
    assertThat(shape.calls()).isEmpty();
  }

  /** The flows of the README, each a block of its own. */
  static Stream<String> flowsOfTheReadme() throws IOException {
    return Pattern.compile("```yaml\\n(- route:.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(block -> block.group(1));
  }

  @ParameterizedTest
  @MethodSource("flowsOfTheReadme")
  void takesTheFlowsOfTheReadme(String text) {
    Matcher first = Pattern.compile(" id: (\\S+)").matcher(text);
    assertThat(first.find()).isTrue();
    assertThat(findings(first.group(1), text)).isEmpty();
  }

  static Stream<String> usefulWork() {
    return Stream.of(
        "- setBody: {simple: '${body.placed.customerId}'}",
        "- setBody: {simple: '{\"id\": \"${header.orderId}\", \"n\": ${body.placed.items[0].quantity}}'}",
        "- setBody: {simple: '${exchangeProperty.order} ${exchangeProperty.CamelLoopIndex} ${uuid}'}",
        "- setHeader: {name: CamelJournalKey, header: orderId}",
        "- setProperty: {name: order, simple: '${body}'}",
        "- log: 'order ${header.orderId} at ${date:now:yyyy-MM-dd}'",
        "- setBody: {constant: '{{caravan.flow.carrier}} costs $5'}",
        "- to: journal:loyalty?type=PointsAwarded",
        "- to: {uri: kafka:orders, parameters: {key: '1'}}",
        "- to: https://carrier.example.com/book?fast=true",
        """
        - choice:
            when:
              - simple: "${body.placed.shipping.carrier} == 'Express'"
                steps:
                  - to: direct:elsewhere
            otherwise:
              steps:
                - log: slow
        """,
        """
        - multicast:
            parallelProcessing: true
            steps:
              - to: direct:a
              - to: direct:b
        """,
        "- split: {simple: '${body.placed.items}', steps: [{to: 'direct:a'}]}",
        "- loop: {constant: '3', steps: [{delay: {constant: '10'}}]}",
        "- setBody: {jq: '.total'}",
        "- setBody: {jsonpath: '$.total'}");
  }

  @ParameterizedTest
  @MethodSource("usefulWork")
  void takesWhatFlowsAreFor(String work) {
    assertThat(findings("f", step("a-step", work))).isEmpty();
  }

  private static Arguments hostile(String work, String told) {
    return Arguments.of(work, told);
  }

  static Stream<Arguments> hostileWork() {
    return Stream.of(
        // programs, files, classes, beans
        hostile("- to: exec:rm?args=-rf", "exec: is not on the list"),
        hostile("- to: file:/etc?fileName=passwd", "file: is not on the list"),
        hostile("- to: bean:orders?method=delete", "bean: is not on the list"),
        hostile("- to: class:java.lang.Runtime", "class: is not on the list"),
        hostile("- to: language:groovy:1+1", "language: is not on the list"),
        hostile("- to: controlbus:route?routeId=api&action=stop", "controlbus: is not on"),
        hostile("- to: stub:x", "stub: is not on the list"),
        hostile("- to: ref:x", "ref: is not on the list"),
        hostile("- to: platform-http:/open", "platform-http: is not on the list"),
        hostile("- to: xslt:file:x.xsl", "xslt: is not on the list"),
        hostile("- to: 'DIRECT:x'", "is not an endpoint"),
        hostile("- to: 'direct:a@b.1'", "a name must be"),
        hostile("- to: 'direct:a?block=true'", "the option block of direct"),
        hostile("- to: 'log:x?exchangeFormatter=#class:Evil'", "it looks something up"),
        hostile(
            "- to: {uri: 'log:x', parameters: {exchangeFormatter: '#bean:x'}}",
            "exchangeFormatter"),
        hostile(
            "- to: {uri: 'http:x', parameters: {httpClientConfigurer: '#class:Evil'}}",
            "looks something up"),
        hostile(
            "- to: 'kafka:x?saslJaasConfig=com.sun.security.auth.module.JndiLoginModule'",
            "saslJaasConfig"),
        hostile("- to: 'kafka:x?valueSerializer=Evil'", "valueSerializer"),
        hostile("- to: 'http:x?throwExceptionOnFailure=false'", "make a success of a failure"),
        hostile(
            "- toD: 'direct:${header.where}'",
            "toD is not allowed in a flow: its endpoint is computed"),
        hostile("- recipientList: {header: where}", "recipientList is not allowed"),
        hostile("- routingSlip: {header: where}", "routingSlip is not allowed"),
        hostile("- dynamicRouter: {header: where}", "dynamicRouter is not allowed"),
        hostile("- wireTap: {uri: 'direct:x'}", "wireTap is not allowed"),
        hostile("- enrich: {constant: 'file:/etc/passwd'}", "enrich is not allowed"),
        hostile("- pollEnrich: {constant: 'file:/etc'}", "pollEnrich is not allowed"),
        hostile("- poll: {uri: 'file:/etc'}", "poll is not allowed"),
        hostile("- bean: {ref: orders, method: find}", "bean is not allowed"),
        hostile("- bean: {beanType: java.lang.Runtime}", "bean is not allowed"),
        hostile("- process: {ref: x}", "process is not allowed"),
        hostile("- script: {groovy: '1'}", "script is not allowed"),
        hostile(
            "- unmarshal: {json: {unmarshalType: java.lang.Object}}", "unmarshal is not allowed"),
        hostile("- convertBodyTo: {type: java.io.File}", "convertBodyTo is not allowed"),
        hostile(
            "- throwException: {exceptionType: java.lang.Error, message: x}",
            "throwException is not allowed"),
        hostile(
            "- aggregate: {correlationExpression: {constant: '1'}, aggregationStrategy: '#class:Evil'}",
            "aggregate is not allowed"),
        hostile(
            "- multicast: {aggregationStrategy: '#class:Evil', steps: []}",
            "aggregationStrategy is not allowed"),
        hostile("- policy: {ref: x}", "policy is not allowed"),
        hostile("- kamelet: {name: x}", "kamelet is not allowed"),
        hostile("- stop: {}", "the saga would close without the steps"),
        // languages
        hostile("- setBody: {groovy: \"'rm'.execute()\"}", "groovy is not allowed"),
        hostile(
            "- setBody: {expression: {spel: {expression: '#{T(Runtime)}'}}}",
            "spel is not allowed"),
        hostile("- setBody: {method: {ref: orders}}", "method is not allowed"),
        hostile(
            "- setBody: {language: {language: groovy, expression: '1'}}",
            "language is not allowed"),
        hostile("- setBody: {ref: {expression: x}}", "ref is not allowed"),
        hostile("- setBody: {java: {expression: 'System.exit(1)'}}", "java is not allowed"),
        hostile("- setBody: {simple: {expression: x, resultType: java.io.File}}", "resultType"),
        hostile("- setBody: {constant: 'resource:file:/etc/passwd'}", "resource: reads files"),
        hostile(
            "- setBody: {simple: ' resource:classpath:application.yaml'}", "resource: reads files"),
        hostile("- setBody: {jq: '$ENV.HOME'}", "jq on its message only"),
        hostile("- setBody: {jq: 'env | .HOME'}", "jq on its message only"),
        hostile("- setBody: {jsonpath: '$.${bean:orders}'}", "${bean:orders} is not allowed"),
        // simple's functions
        hostile(
            "- setBody: {simple: '${bean:orders?method=find}'}",
            "${bean:orders?method=find} is not allowed"),
        hostile("- setBody: {simple: '$simple{bean:orders}'}", "${bean:orders} is not allowed"),
        hostile("- setBody: {simple: '${ bean:orders }'}", "is not allowed"),
        hostile("- setBody: {simple: '${type:java.lang.Runtime.getRuntime}'}", "is not allowed"),
        hostile("- setBody: {simple: '${ref:dataSource}'}", "is not allowed"),
        hostile("- setBody: {simple: '${env.HOME}'}", "is not allowed"),
        hostile("- setBody: {simple: '${sysenv.HOME}'}", "is not allowed"),
        hostile("- setBody: {simple: '${sys.user.home}'}", "is not allowed"),
        hostile(
            "- setBody: {simple: '${properties:spring.datasource.password}'}", "is not allowed"),
        hostile("- setBody: {simple: '${camelContext.stop}'}", "is not allowed"),
        hostile("- setBody: {simple: '${exchange.context.stop}'}", "is not allowed"),
        hostile("- setBody: {simple: '${messageAs(String)}'}", "is not allowed"),
        hostile("- setBody: {simple: '${headers}'}", "is not allowed"),
        hostile("- setBody: {simple: '${header.x.class.name}'}", "is not allowed"),
        hostile("- setBody: {simple: '${header.Long-Running-Action}'}", "is not allowed"),
        hostile("- setBody: {simple: '${body.class.classLoader}'}", "is not allowed"),
        hostile("- setBody: {simple: '${body.getClass.forName(x)}'}", "is not allowed"),
        hostile("- setBody: {simple: '${body.status.declaringClass}'}", "is not allowed"),
        hostile("- setBody: {simple: '${body.placed.shipping.address.city}'}", "is not allowed"),
        hostile("- setBody: {simple: '${body.placed.payment.token}'}", "is not allowed"),
        hostile("- setBody: {simple: '${body[class]}'}", "is not allowed"),
        hostile("- setBody: {simple: '${bodyAs(java.io.File)}'}", "is not allowed"),
        hostile("- setBody: {simple: '${body.placed.${bean:x}}'}", "is not allowed"),
        hostile(
            "- setBody: {simple: '${exchangeProperty.CamelParentUnitOfWork}'}", "is not allowed"),
        hostile("- setBody: {simple: '${exception.stacktrace}'}", "is not allowed"),
        hostile("- setBody: {simple: '${body'}", "is not allowed"),
        hostile("- setBody: {simple: '${collate(1)}'}", "is not allowed"),
        hostile("- log: 'I am ${bean:orders}'", "${bean:orders} is not allowed"),
        hostile("- choice: {when: [{simple: '${ref:x}', steps: []}]}", "${ref:x} is not allowed"),
        // settings
        hostile("- setBody: {constant: '{{spring.datasource.password}}'}", "may read the settings"),
        hostile("- log: '{{env:HOME}}'", "may read the settings"),
        hostile("- log: '{{sys:user.home}}'", "may read the settings"),
        hostile("- log: '{{caravan.flow.none:{{env:HOME}}}}'", "may read the settings"),
        hostile("- to: '{{caravan.journal.signing-key}}'", "may read the settings"),
        hostile("- log: '{{caravan.flow.none}}'", "there is no setting caravan.flow.none"),
        // the saga's own
        hostile("- removeHeaders: '*'", "would lose the saga"),
        hostile("- removeHeaders: {pattern: 'Long.*'}", "would lose the saga"),
        hostile("- removeHeader: {name: Long-Running-Action}", "must not touch the header"),
        hostile(
            "- setHeader: {name: long-running-action, constant: x}", "must not touch the header"),
        hostile("- setHeader: {name: '${bean:x}', constant: x}", "must not touch the header"),
        hostile("- setProperty: {name: CamelExceptionCaught, constant: x}", "not Camel's"),
        hostile("- saga: {compensation: none, completionMode: MANUAL, steps: []}", "only AUTO"),
        hostile("- saga: {compensation: none, timeout: 5m, steps: []}", "only the one saga block"),
        hostile(
            "- saga: {compensation: none, sagaService: other, steps: []}", "sagaService of a saga"),
        hostile("- saga: {steps: []}", "must say how it is undone"),
        hostile("- saga: {compensation: 'log:x', steps: []}", "must be a direct: endpoint"),
        hostile("- saga: {compensation: 'bean:x', steps: []}", "bean: is not on the list"),
        hostile(
            "- doTry: {steps: [], doCatch: [{exception: [java.lang.Exception]}]}",
            "make a success of a failure"),
        hostile("- circuitBreaker: {steps: []}", "make a success of a failure"),
        hostile("- log: {message: x, disabled: true}", "disabled is not allowed"));
  }

  @ParameterizedTest
  @MethodSource("hostileWork")
  void refusesWhatReachesBeyondTheMessageOrBreaksTheSaga(String work, String told) {
    String text = step("a-step", work);

    List<Finding> findings = findings("f", text);

    assertThat(findings).as(text).isNotEmpty();
    assertThat(findings).extracting(Finding::detail).anyMatch(detail -> detail.contains(told));
    assertThat(findings).allMatch(finding -> finding.line() >= 11 && finding.column() >= 15);
  }

  static Stream<Arguments> hostileFiles() {
    String route = step("a-step", "- log: x");
    return Stream.of(
        hostile("", "must not be empty"),
        hostile("# nothing", "must not be empty"),
        hostile("hello", "array expected"),
        hostile("a: b", "array expected"),
        hostile("[]", "must be a list of routes"),
        hostile("- route:\n    id: [x", "not YAML"),
        hostile("- route:\n\tid: x", "not YAML"),
        hostile(route + "---\n" + route, "one YAML document"),
        hostile("- &a [x]\n- *a", "aliases"),
        hostile("- &a {route: {id: x}}", "anchors"),
        hostile("- !!java.net.URL [x]", "tags such as"),
        hostile("- route:\n    id: a\n    id: b", "the key id is there twice"),
        hostile("- ? [a]\n  : b", "Non scalar key"),
        hostile("[".repeat(200) + "]".repeat(200), "nested too deeply"),
        hostile("[".repeat(50_000), "not YAML"),
        hostile("x".repeat(300_000), "at most 262144 bytes"),
        hostile(
            "- beans:\n    - name: x\n      type: java.lang.Runtime",
            "a flow has routes and nothing else"),
        hostile("- routeConfiguration:\n    id: steps", "a flow has routes and nothing else"),
        hostile(
            "- onException:\n    exception: [java.lang.Exception]\n    handled: {constant: 'true'}",
            "routes and nothing else"),
        hostile("- errorHandler:\n    noErrorHandler: {}", "routes and nothing else"),
        hostile(
            "- routeTemplate:\n    id: x\n    from: {uri: 'direct:x', steps: []}",
            "routes and nothing else"),
        hostile("- rest:\n    path: /x", "routes and nothing else"),
        hostile("- intercept:\n    steps: []", "routes and nothing else"),
        hostile("- from:\n    uri: direct:x\n    steps: []", "routes and nothing else"),
        hostile(route.replace("- log: x", "- tooo: x"), "tooo is not known here"),
        hostile(route.replace("    description: a step\n", ""), "must have a description"),
        hostile(route.replace("    id: a-step\n", ""), "must have an id"),
        hostile(route.replace("id: a-step", "id: a@b.1"), "an id must be"),
        hostile(
            route.replace("description:", "errorHandler: {noErrorHandler: {}}\n    description:"),
            "errorHandler is not allowed"),
        hostile(
            route.replace("description:", "routePolicy: x\n    description:"),
            "routePolicy is not allowed"),
        hostile(
            route.replace("description:", "routeConfigurationId: api\n    description:"),
            "must be one of"),
        hostile(route.replace("uri: direct:a-step", "uri: timer:x"), "timer: is not on the list"),
        hostile(
            route.replace("uri: direct:a-step", "uri: kafka:orders"),
            "must begin with direct: or seda:"),
        hostile(
            route.replace("- log: x", "- log: {id: a-step, message: x}"),
            "the id a-step is there twice"),
        hostile(route + route, "is there twice"));
  }

  @ParameterizedTest
  @MethodSource("hostileFiles")
  void refusesFilesThatAreNoFlows(String text, String told) {
    assertThat(findings("f", text))
        .extracting(Finding::detail)
        .anyMatch(detail -> detail.contains(told));
  }

  static Stream<Arguments> brokenOrderFlows() {
    return Stream.of(
        hostile("compensation: direct:order-cancel", "compensation: none"),
        hostile("completion: direct:order-confirm", ""),
        hostile("key: orderId", "key: order"),
        hostile("uri: direct:order-fulfilment", "uri: direct:other"),
        hostile("id: order-fulfilment", "id: other"),
        hostile(
            "compensation: direct:order-cancel",
            "propagation: MANDATORY\n            compensation: direct:order-cancel"));
  }

  @ParameterizedTest
  @MethodSource("brokenOrderFlows")
  void refusesAnOrderFlowThatWouldNotEndItsOrders(String good, String bad) {
    String text = orderFlow("order-fulfilment").replace(good, bad);

    assertThat(findings("order-fulfilment", text))
        .extracting(Finding::detail)
        .anyMatch(detail -> detail.contains("a route that orders can name"));
  }

  @ParameterizedTest
  @CsvSource({"5m,300", "1s,1", "30d,2592000", "90000ms,90"})
  void readsHowLongTheWholeMayTake(String timeout, long seconds) {
    assertThat(CHECK.check("order-fulfilment", bytes(timed(timeout))).timeLimit())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "-5m", "31d", "soon", "'{{caravan.flow.none}}'"})
  void refusesATimeThatNoSagaCanTake(String timeout) {
    assertThat(findings("order-fulfilment", timed(timeout))).isNotEmpty();
  }

  private static String timed(String timeout) {
    return orderFlow("order-fulfilment")
        .replace(
            "compensation: direct:order-cancel",
            "timeout: " + timeout + "\n            compensation: direct:order-cancel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{key: recovery, constant: forward}",
        "{key: recovery, constant: {expression: forward}}",
        "{key: recovery, expression: {constant: forward}}",
        "{key: recovery, expression: {constant: {expression: forward}}}"
      })
  void takesAnOrderFlowThatIsToBeTakenForward(String option) {
    assertThat(findings("order-fulfilment", with(option))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{key: recovery, constant: backward}",
        "{key: recovery, simple: forward}",
        "{key: recovery, header: forward}"
      })
  void refusesAnotherWayOfRecovery(String option) {
    assertThat(findings("order-fulfilment", with(option)))
        .extracting(Finding::detail)
        .containsExactly("recovery must be the constant forward");
  }

  private static String with(String option) {
    return orderFlow("order-fulfilment")
        .replace("            option:\n", "            option:\n              - " + option + "\n");
  }

  @Test
  void takesNeitherAStepNorAProcessForward() {
    String saga =
        "- saga: {compensation: none, steps: [],"
            + " option: [{key: recovery, constant: forward}]}";
    String process = step("booking", "- log: x").replace("MANDATORY", "REQUIRED");

    assertThat(findings("f", orderFlow("f") + step("own", saga)))
        .extracting(Finding::detail)
        .contains("only the saga block of a route that orders can name has the option recovery");
    assertThat(findings("booking", process)).isEmpty();
    assertThat(
            findings(
                "booking",
                process.replace(
                    "compensation: none",
                    "compensation: none\n"
                        + "            option: [{key: recovery, constant: forward}]")))
        .extracting(Finding::detail)
        .containsExactly(
            "only the saga block of a route that orders can name has the option recovery");
  }

  @Test
  void wantsStepsOfTheSameFileToSayHowTheyAreUndone() {
    String flow = orderFlow("f").replace("\"{{caravan.step.shipping.schedule}}\"", "direct:own");
    String own =
        """
        - route:
            id: own
            description: has no saga block
            from:
              uri: direct:own
              steps:
                - log: shipped
        """;

    assertThat(findings("f", flow + own))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.detail()).contains("direct:own takes part in the saga");
              assertThat(flow.lines().toList().get(finding.line() - 1)).contains("uri: direct:own");
            });
    assertThat(findings("f", flow + step("own", "- log: shipped"))).isEmpty();
  }

  @Test
  void wantsWhatHasAnEffectInABlockThatSaysHowItIsUndone() {
    String flow =
        orderFlow("f").replace("\"{{caravan.step.shipping.schedule}}\"", "http:carrier/book");

    assertThat(findings("f", flow))
        .singleElement()
        .satisfies(finding -> assertThat(finding.detail()).startsWith("http: has an effect"));
  }

  @Test
  void tellsAllThatItFindsFromTheTopDown() {
    String text =
        step("a-step", String.join("\n", Collections.nCopies(3, "- to: exec:x")))
            + step("b", "- stop: {}");

    assertThat(findings("f", text)).extracting(Finding::line).containsExactly(11, 12, 13, 24);
  }
}
