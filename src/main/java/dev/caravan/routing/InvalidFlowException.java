package dev.caravan.routing;

import java.util.List;
import java.util.stream.Collectors;

/** A text is not a flow that can be taken. */
public class InvalidFlowException extends RuntimeException {
  private final transient List<Finding> findings;

  InvalidFlowException(List<Finding> findings) {
    // a fault of the author: a stack trace would tell nobody anything
    super(
        findings.stream().map(Finding::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.findings = List.copyOf(findings);
  }

  /** All that was found, from the top down; never empty. */
  public List<Finding> findings() {
    return findings;
  }
}
