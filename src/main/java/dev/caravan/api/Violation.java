package dev.caravan.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer RFC 6901 pointer into the body; null for a parameter
 * @param parameter a path or query parameter; null for the body
 * @param detail what was expected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Violation(@Nullable String pointer, @Nullable String parameter, String detail) {

  static Violation at(String pointer, String detail) {
    return new Violation(pointer, null, detail);
  }

  static Violation of(String parameter, String detail) {
    return new Violation(null, parameter, detail);
  }
}
