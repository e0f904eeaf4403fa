package dev.caravan.projection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of sagas.
 *
 * @param sagas the newest first
 * @param next the place of its last saga, where more come after it; null on the last page
 */
public record SagaPage(List<SagaView> sagas, @Nullable PageKey next) {}
