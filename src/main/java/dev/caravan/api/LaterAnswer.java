package dev.caravan.api;

import java.util.concurrent.CompletionStage;

/** An answer that no thread waits for. */
record LaterAnswer(CompletionStage<Answer> answer) {}
