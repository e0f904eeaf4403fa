package dev.caravan.routing;

/**
 * What is wrong with a flow, and where.
 *
 * @param line from 1
 * @param column from 1
 */
public record Finding(int line, int column, String detail) {
  @Override
  public String toString() {
    return "line " + line + ", column " + column + ": " + detail;
  }
}
