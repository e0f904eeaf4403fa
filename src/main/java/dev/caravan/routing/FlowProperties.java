package dev.caravan.routing;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What YAML flows may do.
 *
 * @param allowedComponents the Camel components that a flow may send to; with one such as {@code
 *     exec}, {@code file} or {@code bean} whoever writes flows can do on this machine what Caravan
 *     can
 */
@ConfigurationProperties("caravan.flows")
record FlowProperties(
    @DefaultValue({"direct", "seda", "http", "https", "kafka", "journal", "log", "mock"})
        Set<String> allowedComponents) {}
