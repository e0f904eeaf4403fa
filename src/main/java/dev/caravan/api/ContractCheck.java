package dev.caravan.api;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.rest.openapi.DefaultRestOpenapiProcessorStrategy;
import org.apache.camel.support.processor.RestBindingAdvice;

/**
 * Checks every request against the contract before its route sees it. The route then has the
 * parameters as headers and the body as a {@link com.fasterxml.jackson.databind.JsonNode}.
 */
final class ContractCheck extends DefaultRestOpenapiProcessorStrategy {
  private final Contract contract;
  private final ErrorAnswers errors;

  ContractCheck(Contract contract, ErrorAnswers errors) {
    this.contract = contract;
    this.errors = errors;
  }

  @Override
  public boolean process(
      OpenAPI openApi,
      Operation operation,
      String verb,
      String path,
      RestBindingAdvice binding,
      Exchange exchange,
      AsyncCallback callback) {
    try {
      contract.paths().require(verb, path);
      contract.operation(operation.getOperationId()).check(exchange.getMessage());
    } catch (RuntimeException e) {
      exchange.getMessage().setBody(errors.of(e));
      exchange.setRouteStop(true);
      callback.done(true);
      return true;
    }
    return super.process(openApi, operation, verb, path, binding, exchange, callback);
  }
}
