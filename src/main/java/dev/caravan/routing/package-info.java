/** The life of a YAML flow. */
@NullMarked
package dev.caravan.routing;

import org.jspecify.annotations.NullMarked;
