/**
 * The life of the YAML flows: checked, kept as revisions, activated while orders run, drained,
 * retired; by REST or by file.
 */
@NullMarked
package dev.caravan.routing;

import org.jspecify.annotations.NullMarked;
