package dev.caravan.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON that can be read in one way only, within limits. */
final class StrictJson {
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxNumberLength(30)
                          .maxNameLength(200)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // a double would turn 1e400 into infinity
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private static final Pattern TWICE = Pattern.compile("^Duplicate field '(.*)'$");

  private StrictJson() {}

  /**
   * Reads a body.
   *
   * @throws ProblemException 400 where it is not JSON in UTF-8, names a member twice, goes deeper
   *     than 32 levels or has a number of more than 30 digits
   */
  static JsonNode read(byte[] body) {
    try {
      // Jackson's own decoder lets overlong forms and surrogates pass
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode json = READER.readValue(text);
      if (json == null || json.isMissingNode()) {
        throw malformed("the body is empty");
      }
      return json;
    } catch (CharacterCodingException e) {
      throw malformed("the body is not UTF-8");
    } catch (JsonProcessingException e) {
      throw malformed(where(e) + what(e));
    }
  }

  // the parser's own words are about the parser
  private static String what(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "deeper than 32 levels, a number of more than 30 digits or a name of more than 200";
    }
    Matcher twice = TWICE.matcher(e.getOriginalMessage());
    if (twice.find()) {
      return "the member " + twice.group(1) + " is there twice";
    }
    return e instanceof MismatchedInputException ? "more than one value" : "this is not JSON";
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : "line %d, column %d: "
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Problem.invalid(List.of(Violation.at("", detail))));
  }
}
