/** Loads the YAML flows at the start and tells whether all routes run. */
@NullMarked
package dev.caravan.routing;

import org.jspecify.annotations.NullMarked;
