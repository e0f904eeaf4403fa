package dev.caravan.api;

import dev.caravan.projection.PageKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a page of a list ended, in a form that clients do not look into. */
final class Cursor {
  private static final Pattern FORM =
      Pattern.compile("(-?\\d{1,12})\\.(\\d{1,9}) ([A-Za-z0-9._:-]{1,100})");

  private Cursor() {}

  static String of(PageKey key) {
    String text = key.at().getEpochSecond() + "." + key.at().getNano() + " " + key.id();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a cursor.
   *
   * @throws ProblemException 400 where it is none of ours
   */
  static PageKey read(String cursor) {
    try {
      Matcher text =
          FORM.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
      if (text.matches()) {
        long second = Long.parseLong(text.group(1));
        return new PageKey(
            Instant.ofEpochSecond(second, Long.parseLong(text.group(2))), text.group(3));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // answered below: how it is broken is of no use to anyone
    }
    throw new ProblemException(
        Problem.invalid(
            List.of(Violation.of("cursor", "must be the `next` of an earlier answer"))));
  }
}
