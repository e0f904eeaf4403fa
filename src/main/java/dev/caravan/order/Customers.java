package dev.caravan.order;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.PersonalSeal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/** Erases the personal data of customers. */
@Component
public class Customers {
  private static final String ORDERS_IN_CLEAR =
      "select count(*) from journal.event where type = 'OrderPlaced' and schema_version = 1"
          + " and data ->> 'customerId' = ?";

  private final PersonalSeal seal;
  private final OpenOrders open;
  private final EventAppender journal;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final IdGenerator ids;

  Customers(
      PersonalSeal seal,
      OpenOrders open,
      EventAppender journal,
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Clock clock,
      IdGenerator ids) {
    this.seal = seal;
    this.open = open;
    this.journal = journal;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Destroys the key of a customer's personal data, so that they are erased from all orders that
   * have ended. Refused while an order is open. Idempotent. An order that is placed later gets a
   * new key.
   *
   * @param actor who erases; goes into the journal
   * @param reason why, one sentence
   */
  public ErasureAnswer erase(String customerId, Actor actor, @Nullable String reason) {
    return transaction.execute(status -> eraseInTransaction(customerId, actor, reason));
  }

  private ErasureAnswer eraseInTransaction(
      String customerId, Actor actor, @Nullable String reason) {
    Optional<UUID> key = seal.hold(customerId);
    // the key is held: an order counted here is all there is, and none can come in between
    long orders = key.isEmpty() ? 0 : open.of(customerId);
    if (orders > 0) {
      return new ErasureAnswer.OrdersOpen(orders);
    }
    key.ifPresent(id -> destroy(customerId, id, actor, reason));
    Instant destroyed = seal.destroyedAt(customerId).orElse(null);
    Long inClear = jdbc.queryForObject(ORDERS_IN_CLEAR, Long.class, customerId);
    return destroyed == null && inClear == 0
        ? new ErasureAnswer.UnknownCustomer()
        : new ErasureAnswer.Erased(destroyed, inClear);
  }

  private void destroy(String customerId, UUID key, Actor actor, @Nullable String reason) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    seal.destroy(customerId, key, now);
    PersonalDataErased erased = new PersonalDataErased(customerId, key, reason);
    journal.append(
        PersonalDataErased.stream(customerId),
        ExpectedVersion.any(),
        List.of(
            PersonalDataErased.CODEC.stored(
                erased, ids.generateId(), now, actor.sagaId(), null, actor.name())));
  }
}
