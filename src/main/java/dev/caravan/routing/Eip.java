package dev.caravan.routing;

import static dev.caravan.routing.Eip.Option.CLAUSE;
import static dev.caravan.routing.Eip.Option.CLAUSES;
import static dev.caravan.routing.Eip.Option.HEADER;
import static dev.caravan.routing.Eip.Option.PATTERN;
import static dev.caravan.routing.Eip.Option.PROPERTY;
import static dev.caravan.routing.Eip.Option.SIMPLE;
import static dev.caravan.routing.Eip.Option.STEPS;
import static dev.caravan.routing.Eip.Option.TEXT;
import static dev.caravan.routing.Eip.Option.URI;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps that a flow may have, and their options. What is not here is refused: it computes an
 * endpoint, calls code, names a class, or makes a success of a failure.
 */
enum Eip {
  CHOICE("choice", null, false, Map.of("when", CLAUSES, "otherwise", CLAUSE)),
  DELAY("delay", null, true, Map.of()),
  FILTER("filter", null, true, Map.of("steps", STEPS)),
  LOG("log", "message", false, Map.of("message", SIMPLE, "loggingLevel", TEXT, "logName", TEXT)),
  LOOP("loop", null, true, Map.of("steps", STEPS, "copy", TEXT, "doWhile", TEXT)),
  MULTICAST(
      "multicast",
      null,
      false,
      Map.of("steps", STEPS, "parallelProcessing", TEXT, "stopOnException", TEXT)),
  PIPELINE("pipeline", null, false, Map.of("steps", STEPS)),
  REMOVE_HEADER("removeHeader", "name", false, Map.of("name", HEADER)),
  REMOVE_HEADERS(
      "removeHeaders", "pattern", false, Map.of("pattern", PATTERN, "excludePattern", TEXT)),
  REMOVE_PROPERTY("removeProperty", "name", false, Map.of("name", PROPERTY)),
  REMOVE_VARIABLE("removeVariable", "name", false, Map.of("name", TEXT)),
  SAGA("saga", null, false, Map.of()),
  SET_BODY("setBody", null, true, Map.of()),
  SET_HEADER("setHeader", null, true, Map.of("name", HEADER)),
  SET_PROPERTY("setProperty", null, true, Map.of("name", PROPERTY)),
  SET_VARIABLE("setVariable", null, true, Map.of("name", TEXT)),
  SPLIT(
      "split",
      null,
      true,
      Map.of("steps", STEPS, "parallelProcessing", TEXT, "stopOnException", TEXT)),
  STEP("step", null, false, Map.of("steps", STEPS)),
  TO(
      "to",
      "uri",
      false,
      Map.of("uri", URI, "parameters", TEXT, "variableSend", TEXT, "variableReceive", TEXT)),
  TRANSFORM("transform", null, true, Map.of());

  /** What an option holds, and so what is checked of it. */
  enum Option {
    TEXT,
    SIMPLE,
    URI,
    STEPS,
    HEADER,
    PATTERN,
    PROPERTY,
    CLAUSE,
    CLAUSES
  }

  private static final Map<String, Eip> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(eip -> eip.yaml, Function.identity()));

  private final String yaml;
  private final @Nullable String inline;
  private final boolean expression;
  private final Map<String, Option> options;

  Eip(String yaml, @Nullable String inline, boolean expression, Map<String, Option> options) {
    this.yaml = yaml;
    this.inline = inline;
    this.expression = expression;
    Map<String, Option> all = new HashMap<>(options);
    all.put("id", TEXT);
    all.put("description", TEXT);
    all.put("note", TEXT);
    this.options = all;
  }

  static @Nullable Eip named(String yaml) {
    return BY_NAME.get(yaml);
  }

  /** The option that is meant where the step is a plain text; null where there is none. */
  @Nullable String inline() {
    return inline;
  }

  boolean takesExpression() {
    return expression;
  }

  @Nullable Option option(String name) {
    return options.get(name);
  }
}
