package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.faults.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A flow whose steps are to fail in every way, and what must hold whatever happens. */
final class MatrixFlow {
  private static final Set<String> ENDS = Set.of("CONFIRMED", "COMPLETED", "CANCELLED", "FAILED");
  private static final int INITIAL = 10;
  private static final int PIECES = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * A step, by the endpoints with which its route begins and with which its compensation does, such
   * as {@code direct:book-flight} and {@code direct:cancel-flight}.
   */
  record Step(String endpoint, String compensation) {}

  /** What must hold at the end of each order or process. */
  interface Invariant {
    /**
     * @param status CONFIRMED or CANCELLED of an order, COMPLETED or CANCELLED of a process
     * @throws AssertionError where it does not hold
     */
    void check(Api api, String key, String status);
  }

  private interface Beginning {
    Reply begin(Api api, String key);
  }

  private final String name;
  private final String resource;
  private final Beginning beginning;
  private final List<Step> steps = new ArrayList<>();
  private final List<Invariant> invariants = new ArrayList<>();
  private boolean endsWithPivot;
  private boolean oneAtATime;

  private MatrixFlow(String name, String resource, Beginning beginning) {
    this.name = name;
    this.resource = resource;
    this.beginning = beginning;
  }

  /** A flow of orders. That stock, money and shipments are exact is an invariant already. */
  static MatrixFlow ofOrders(String flow) {
    return new MatrixFlow(flow, "/api/orders/", (api, key) -> place(api, flow, key))
        .holds(MatrixFlow::assertExact);
  }

  /**
   * A flow that is a process.
   *
   * @param input the body with which it is started, of its key
   */
  static MatrixFlow ofProcesses(String flow, UnaryOperator<String> input) {
    String resource = "/api/processes/" + flow;
    return new MatrixFlow(flow, resource + "/", (api, key) -> api.post(resource, input.apply(key)));
  }

  /** Names its steps, where they are no saga blocks that could be seen. */
  MatrixFlow of(Step... all) {
    steps.addAll(List.of(all));
    return this;
  }

  /**
   * Says that its last step is the saga's pivot: what this has committed is final, as a
   * confirmation is. Without it the end of the saga comes after its last step, which can be undone.
   */
  MatrixFlow endsWithPivot() {
    endsWithPivot = true;
    return this;
  }

  /** What its last step must meet for all steps to be undone, once the others took effect. */
  Fault undoing() {
    return endsWithPivot ? Fault.THROWS : Fault.THROWS_AFTERWARDS;
  }

  /**
   * Has its cases run one after the other. Where events are handed out in their order, a step that
   * is late makes steps of other cases late, and what undoes these is not their own trouble.
   */
  MatrixFlow oneAtATime() {
    oneAtATime = true;
    return this;
  }

  boolean isOneAtATime() {
    return oneAtATime;
  }

  MatrixFlow holds(Invariant invariant) {
    invariants.add(invariant);
    return this;
  }

  private static Reply place(Api api, String flow, String key) {
    // a product of its own
    api.setStock(key, INITIAL);
    return api.place(OrderJson.order(key).flow(flow).item(key, PIECES, "1.25"));
  }

  private static void assertExact(Api api, String key, String status) {
    Books.assertExact(api, api.order(key));
    int sold = status.equals("CONFIRMED") ? PIECES : 0;
    Conditions.awaitAsserted(
        "stock of " + key,
        PATIENCE,
        () -> assertThat(api.stock(key)).isEqualTo(Stock.free(INITIAL - sold)));
  }

  /** Starts one; the steps of the flow as they were seen to begin, or as they were named. */
  List<Step> discover(Api api, String key) {
    begin(api, key);
    Conditions.await("the end of " + key, CrashMatrix.END, () -> status(api, key).isPresent());
    check(api, key, "CONFIRMED", "COMPLETED");
    if (steps.isEmpty()) {
      api.get("/faults/" + key)
          .expect(200)
          .json()
          .fields()
          .forEachRemaining(step -> steps.add(new Step(step.getKey(), step.getValue().asText())));
    }
    assertThat(steps).as("steps of " + name).isNotEmpty();
    return steps;
  }

  void begin(Api api, String key) {
    Reply reply = beginning.begin(api, key);
    assertThat(reply.status()).as(key + ": " + reply.body()).isIn(201, 202, 422, 503);
  }

  /** Empty where it has not ended. */
  Optional<String> status(Api api, String key) {
    return Optional.of(find(api, key).get("status").asText()).filter(ENDS::contains);
  }

  private JsonNode find(Api api, String key) {
    return api.get(resource + key).expect(200).json();
  }

  /** That it ended in one of these ways, and all that must hold of it. */
  void check(Api api, String key, String... ends) {
    JsonNode found = find(api, key);
    String status = found.get("status").asText();
    assertThat(status).as(found.toString()).isIn((Object[]) ends);
    invariants.forEach(invariant -> invariant.check(api, key, status));
  }

  @Override
  public String toString() {
    return name;
  }
}
