package dev.caravan.routing;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What is in a flow's file, as far as other flows are concerned.
 *
 * @param routes the ids of its routes, and where they stand
 * @param direct the names of its {@code direct:} endpoints
 * @param seda those of its {@code seda:} endpoints
 * @param calls {@code direct:} endpoints outside of the file that it sends to
 * @param takesOrders whether an order can name it
 * @param timeLimit of its sagas; null where it does not say
 */
record FlowShape(
    Map<String, Node> routes,
    Map<String, Node> direct,
    Set<String> seda,
    Map<String, Node> calls,
    boolean takesOrders,
    @Nullable Duration timeLimit) {}
