/** REST: contract-first routes, the edge that checks what comes in, problem details. */
@NullMarked
package dev.caravan.api;

import org.jspecify.annotations.NullMarked;
