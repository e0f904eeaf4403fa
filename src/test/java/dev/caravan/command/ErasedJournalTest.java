package dev.caravan.command;

import static dev.caravan.testing.OrderBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.JournalVerification;
import dev.caravan.journal.Personal;
import dev.caravan.order.Actor;
import dev.caravan.order.Address;
import dev.caravan.order.Customers;
import dev.caravan.order.ErasureAnswer;
import dev.caravan.order.Order;
import dev.caravan.order.OrderCommand.Confirm;
import dev.caravan.order.OrderCommand.Place;
import dev.caravan.order.Orders;
import dev.caravan.order.PersonalData;
import dev.caravan.testing.TestDatabase;
import dev.caravan.testing.Traces;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** The commands on a journal of which one customer was erased, and another one not. */
class ErasedJournalTest {
  private static final Actor CLERK = new Actor("clerk", null);
  private static final Address HOME = new Address("Zoë Quux", "77 Xyzzy Road", "Oslo", null, null);
  private static final List<String> PERSONAL = List.of("Quux", "Xyzzy", "Oslo", "tok_xyzzy");

  @TempDir private static Path folder;

  private static ConfigurableApplicationContext context(String name) {
    return new SpringApplicationBuilder(CommandContext.class)
        .web(WebApplicationType.NONE)
        .lazyInitialization(true)
        .run(
            "--spring.datasource.url=" + TestDatabase.url(),
            "--spring.datasource.username=postgres",
            "--spring.datasource.hikari.maximum-pool-size=5",
            "--caravan.data-dir=" + folder.resolve(name));
  }

  private static void place(ConfigurableApplicationContext context, String id, String customer) {
    context
        .getBean(Orders.class)
        .handle(
            id,
            new Place(order(id).customer(customer).address(HOME).token("tok_xyzzy").build()),
            CLERK);
  }

  private static Personal<Address> address(ConfigurableApplicationContext context, String id) {
    return context.getBean(PersonalData.class).address(read(context, id));
  }

  private static Order read(ConfigurableApplicationContext context, String id) {
    return context.getBean(Orders.class).find(id).orElseThrow();
  }

  private static byte[] keyOf(JdbcTemplate jdbc, String customer) {
    return jdbc.queryForObject(
        "select key from journal.personal_key where subject = ?", byte[].class, customer);
  }

  @Test
  void verifiesRebuildsExportsAndImportsIt() throws Exception {
    try (ConfigurableApplicationContext source = context("source");
        ConfigurableApplicationContext target = context("target")) {
      JdbcTemplate jdbc = source.getBean(JdbcTemplate.class);
      place(source, "gone-1", "GONE");
      place(source, "kept-1", "KEPT");
      source.getBean(Orders.class).handle("gone-1", new Confirm(), CLERK);
      Map<String, List<String>> tables = Tables.dump(jdbc);
      final String key = Base64.getEncoder().encodeToString(keyOf(jdbc, "GONE"));
      final String kept = Base64.getEncoder().encodeToString(keyOf(jdbc, "KEPT"));

      assertThat(source.getBean(Customers.class).erase("GONE", CLERK, null))
          .isInstanceOf(ErasureAnswer.Erased.class);

      assertThat(source.getBean(JournalVerification.class).all().valid()).isTrue();
      source.getBean(Rebuild.class).run();
      assertThat(Tables.dump(jdbc)).isEqualTo(tables);
      assertThat(address(source, "gone-1")).isEqualTo(new Personal.Erased<Address>());
      assertThat(read(source, "gone-1").placed().total()).isEqualByComparingTo("33.50");

      ByteArrayOutputStream export = new ByteArrayOutputStream();
      source.getBean(JournalExport.class).run(export);
      assertThat(export.toString(StandardCharsets.UTF_8))
          .contains("PersonalDataErased", kept)
          .doesNotContain(key)
          .doesNotContain(PERSONAL);

      target.getBean(JournalImport.class).run(new ByteArrayInputStream(export.toByteArray()));
      assertThat(target.getBean(JournalVerification.class).all().valid()).isTrue();
      assertThat(Tables.dump(target.getBean(JdbcTemplate.class))).isEqualTo(tables);
      assertThat(address(target, "gone-1")).isEqualTo(new Personal.Erased<Address>());
      assertThat(address(target, "kept-1")).isEqualTo(new Personal.Clear<>(HOME));
      assertThat(Traces.of(target.getBean(JdbcTemplate.class), PERSONAL)).isEmpty();
      assertThat(target.getBean(Customers.class).erase("KEPT", CLERK, null))
          .isEqualTo(new ErasureAnswer.OrdersOpen(1));
    }
  }
}
