package dev.caravan.saga;

import org.jspecify.annotations.Nullable;

/**
 * A discrepancy as it was found once, which may only be something under way.
 *
 * @param repair what can be done about it without harm, any number of times; null where nothing can
 */
record Finding(
    Discrepancy.Kind kind,
    String sagaId,
    @Nullable String key,
    String detail,
    @Nullable Runnable repair) {}
