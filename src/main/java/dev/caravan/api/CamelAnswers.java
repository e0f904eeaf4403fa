package dev.caravan.api;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.http.HttpStatus;

/** What Camel itself answers where no operation of the contract fits, made a problem. */
final class CamelAnswers {
  private CamelAnswers() {}

  static Answer of(Message message) {
    int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 500, Integer.class);
    HttpStatus status = HttpStatus.resolve(code);
    if (status == null || !status.isError()) {
      throw new IllegalStateException("a route of the API gave no answer");
    }
    Answer answer = Answer.of(Problem.of(code, status.getReasonPhrase()));
    String allow = message.getHeader("Allow", String.class);
    return allow == null ? answer : answer.with("Allow", allow);
  }
}
