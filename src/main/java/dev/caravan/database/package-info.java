/** The embedded PostgreSQL under the data directory, and the data directory's lock. */
@NullMarked
package dev.caravan.database;

import org.jspecify.annotations.NullMarked;
