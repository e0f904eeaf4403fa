package dev.caravan.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to change in a table where events are appended, and only there: both are stored or none
 * is. It is part of the statement that appends, which saves a round trip to the database and, where
 * that is all there is to store, the transaction.
 *
 * @param sql an insert, update or delete that has effect where the query {@code appended}, of one
 *     row, has a {@code version}; it is null where the append was refused
 * @param values of its parameters; each of one type, whether it is null or not
 */
public record TableChange(String sql, List<@Nullable Object> values) {}
