package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Concurrently;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Orders as a wholesaler has them: several products, prices in cents, four callers at once. */
class GeneratedOrdersIT {
  private static final long SEED = 1996;
  private static final int ORDERS = 150;
  private static final int CALLERS = 4;
  private static final int PRODUCTS = 40;
  private static final int ENOUGH = 100_000;
  private static final int FEW = 40;
  private static final List<String> FLOWS =
      List.of("order-fulfilment", "order-fulfilment-java", "order-choreography");
  private static final String NORTHWIND = System.getProperty("northwind");
  private static final Duration END = Duration.ofSeconds(60);

  private final Random random = new Random(SEED);
  private final Map<String, Integer> wanted = new HashMap<>();

  private record Generated(OrderJson order, BigDecimal itemsTotal, BigDecimal total) {}

  private static CaravanProcess application;
  private static Api api;

  @BeforeAll
  static void start() {
    application = CaravanProcess.started("generated");
    api = application.api();
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
  }

  @Test
  void addsUpToTheCentAndToThePieceWhereThereIsEnough() throws Exception {
    List<Generated> orders = generate("enough-");
    Map<String, Integer> stock = new HashMap<>();
    wanted.forEach((sku, pieces) -> stock.put(sku, ENOUGH));
    stock.forEach(api::setStock);

    place(orders, 201);

    Books books = Books.settled(api, END);
    for (Generated generated : orders) {
      JsonNode order = books.order(generated.order().orderId());
      assertThat(order.get("status").asText()).isEqualTo("CONFIRMED");
      assertThat(order.get("itemsTotal").asText()).isEqualTo(generated.itemsTotal().toString());
      assertThat(order.get("total").asText()).isEqualTo(generated.total().toString());
    }
    books.assertBalanced(stock);
    wanted.forEach(
        (sku, pieces) -> assertThat(api.stock(sku)).isEqualTo(Stock.free(ENOUGH - pieces)));
  }

  @Test
  void sellsNoMoreThanThereIsOfAnything() throws Exception {
    List<Generated> orders = generate("scarce-");
    Map<String, Integer> stock = new HashMap<>();
    wanted.forEach((sku, pieces) -> stock.put(sku, pieces / 2));
    stock.forEach(api::setStock);

    place(orders, 201, 422);

    Books books = Books.settled(api, END);
    assertThat(orders)
        .extracting(generated -> books.order(generated.order().orderId()).get("status").asText())
        .contains("CONFIRMED", "CANCELLED")
        .containsOnly("CONFIRMED", "CANCELLED");
    books.assertBalanced(stock);
  }

  /**
   * {@code -Dnorthwind=<folder>} takes the orders from there instead of generating some: those of
   * Microsoft's sample database, for instance, in the form of {@link History#of}.
   */
  @Test
  void givesTheSameResultThroughAllFlows() {
    History history = NORTHWIND == null ? generatedHistory() : History.of(Path.of(NORTHWIND));

    List<History.Result> results =
        FLOWS.parallelStream().map(flow -> history.through(flow, api)).toList();

    System.out.printf(
        "%d orders through each of %s: %d confirmed, %d cancelled%n",
        history.orders().size(),
        FLOWS,
        results.get(0).count("CONFIRMED"),
        results.get(0).count("CANCELLED"));
    assertThat(results.get(0).count("CONFIRMED")).isPositive();
    assertThat(results.get(0).count("CANCELLED")).isPositive();
    for (History.Result result : results) {
      assertThat(result.orders()).isEqualTo(results.get(0).orders());
      assertThat(result.left()).isEqualTo(results.get(0).left());
    }
  }

  private History generatedHistory() {
    List<OrderJson> orders = generate("same-").stream().limit(FEW).map(Generated::order).toList();
    orders.get(1).token("tok_declined");
    orders.get(3).toAtlantis();
    Map<String, Integer> stock = new HashMap<>();
    wanted.forEach((sku, pieces) -> stock.put(sku, pieces / 5));
    return new History(stock, orders);
  }

  private List<Generated> generate(String prefix) {
    List<Generated> orders = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      orders.add(generate(prefix, i));
    }
    return orders;
  }

  private static void place(List<Generated> orders, Integer... statuses) throws Exception {
    Concurrently.run(
            CALLERS,
            caller ->
                () -> {
                  for (int i = caller; i < orders.size(); i += CALLERS) {
                    OrderJson order = orders.get(i).order();
                    assertThat(api.place(order).status())
                        .as(order.orderId())
                        .isIn((Object[]) statuses);
                  }
                  return "all answered";
                })
        .forEach(outcome -> assertThat(outcome).isEqualTo("all answered"));
  }

  private Generated generate(String prefix, int number) {
    BigDecimal fee = cents(20_000);
    OrderJson order = OrderJson.order(prefix + number).fee(fee.toString());
    BigDecimal itemsTotal = new BigDecimal("0.00");
    Set<String> skus = new LinkedHashSet<>();
    int lines = 1 + random.nextInt(5);
    while (skus.size() < lines) {
      skus.add(prefix + random.nextInt(PRODUCTS));
    }
    for (String sku : skus) {
      int quantity = 1 + random.nextInt(70);
      BigDecimal price = cents(26_350);
      order.item(sku, quantity, price.toString());
      itemsTotal = itemsTotal.add(price.multiply(BigDecimal.valueOf(quantity)));
      wanted.merge(sku, quantity, Integer::sum);
    }
    return new Generated(order, itemsTotal, itemsTotal.add(fee));
  }

  private BigDecimal cents(int most) {
    return BigDecimal.valueOf(1 + random.nextInt(most), 2);
  }
}
