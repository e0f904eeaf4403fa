package dev.caravan.routing;

import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What is in a flow's file, as far as other flows are concerned.
 *
 * @param routes the ids of its routes, and where they stand
 * @param direct the names of its {@code direct:} endpoints
 * @param seda those of its {@code seda:} endpoints
 * @param calls {@code direct:} endpoints outside of the file that it sends to
 * @param takesOrders whether an order can name it
 */
record FlowShape(
    Map<String, Node> routes,
    Map<String, Node> direct,
    Set<String> seda,
    Map<String, Node> calls,
    boolean takesOrders) {}
