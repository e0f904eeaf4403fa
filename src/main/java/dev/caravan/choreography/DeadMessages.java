package dev.caravan.choreography;

import dev.caravan.journal.DeadLetter;
import dev.caravan.journal.DeadLetters;
import dev.caravan.journal.JournalHeaders;
import dev.caravan.journal.RetryLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/**
 * Kafka messages that were set aside: kept in the database, and told of in the topic {@code
 * <topic>.dead-letters} with the reason in the headers.
 *
 * <p>What follows in the same partition goes on. A retry sends the message once more to its topic,
 * for its group alone.
 */
@Component
class DeadMessages implements DeadLetters {
  /** Names the one group that a message which is sent once more is for. */
  static final String FOR_GROUP = "caravan-for-group";

  private static final Logger LOG = LoggerFactory.getLogger(DeadMessages.class);
  private static final int LONGEST_ERROR = 2_000;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final ProducerTemplate template;
  private final RetryLog retries;
  private final Clock clock;
  private final IdGenerator ids;

  DeadMessages(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      ProducerTemplate template,
      RetryLog retries,
      Clock clock,
      IdGenerator ids,
      MeterRegistry metrics) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.template = template;
    this.retries = retries;
    this.clock = clock;
    this.ids = ids;
    Gauge.builder("caravan.kafka.set.aside", this, DeadMessages::count)
        .description("Kafka messages that are set aside")
        .register(metrics);
  }

  private double count() {
    Long count = jdbc.queryForObject("select count(*) from choreography.dead_message", Long.class);
    return count == null ? 0 : count;
  }

  /**
   * Sets the message of a Kafka consumer's exchange aside; once, however often it comes.
   *
   * @param body the message as it came
   * @param attempts how often it failed
   */
  void add(String group, Message message, @Nullable String body, int attempts, Throwable error) {
    String topic = message.getHeader(KafkaConstants.TOPIC, String.class);
    int partition = message.getHeader(KafkaConstants.PARTITION, Integer.class);
    long offset = message.getHeader(KafkaConstants.OFFSET, Long.class);
    String key = message.getHeader(KafkaConstants.KEY, String.class);
    String reason = shortened(String.valueOf(error.getMessage()));
    jdbc.update(
        "insert into choreography.dead_message values (?, ?, ?, ?, ?, ?, ?, ?::uuid, ?, ?, ?, ?)"
            + " on conflict do nothing",
        ids.generateId(),
        group,
        topic,
        partition,
        offset,
        storable(key),
        storable(body),
        message.getHeader(JournalHeaders.EVENT_ID, String.class),
        message.getHeader(JournalHeaders.TYPE, String.class),
        attempts,
        storable(reason),
        clock.instant().atOffset(ZoneOffset.UTC));
    Map<String, Object> headers = new HashMap<>();
    headers.put("dead-letter-reason", reason);
    headers.put("dead-letter-group", group);
    headers.put("dead-letter-source", topic + "-" + partition + "@" + offset);
    send(topic + ".dead-letters", key, body, headers);
    LOG.warn("group {} sets {}-{}@{} aside: {}", group, topic, partition, offset, reason);
  }

  /** PostgreSQL keeps every character but one. */
  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  private void send(
      String topic, @Nullable String key, @Nullable String body, Map<String, Object> headers) {
    Map<String, Object> all = new HashMap<>(headers);
    if (key != null) {
      all.put(KafkaConstants.KEY, key);
    }
    template.sendBodyAndHeaders(KafkaChannel.producer(topic), body, all);
  }

  @Override
  public List<DeadLetter> list(@Nullable String group, @Nullable UUID after, int limit) {
    return jdbc.query(
        "select * from choreography.dead_message where group_name = coalesce(?, group_name)"
            + " and id > coalesce(?, '00000000-0000-0000-0000-000000000000'::uuid)"
            + " order by id limit ?",
        DeadMessages::deadLetter,
        group,
        after,
        limit);
  }

  private static DeadLetter deadLetter(ResultSet row, int number) throws SQLException {
    return new DeadLetter(
        row.getObject("id", UUID.class),
        row.getString("group_name"),
        "kafka:" + row.getString("topic"),
        Optional.ofNullable(row.getString("message_key")).orElse(""),
        row.getLong("kafka_offset"),
        row.getObject("event_id", UUID.class),
        row.getString("type"),
        row.getInt("attempts"),
        row.getString("error"),
        row.getObject("set_aside_at", OffsetDateTime.class).toInstant());
  }

  @Override
  public Optional<DeadLetter> retry(UUID id, String actor, @Nullable String reason) {
    return Optional.ofNullable(transaction.execute(status -> sendAgain(id, actor, reason)));
  }

  // the row goes last: what breaks off here leaves it, and the message comes twice
  private @Nullable DeadLetter sendAgain(UUID id, String actor, @Nullable String reason) {
    List<Map<String, Object>> rows =
        jdbc.queryForList("select * from choreography.dead_message where id = ? for update", id);
    if (rows.isEmpty()) {
      return null;
    }
    DeadLetter letter =
        jdbc.queryForObject(
            "select * from choreography.dead_message where id = ?", DeadMessages::deadLetter, id);
    retries.requested(letter, actor, reason);
    Map<String, Object> row = rows.get(0);
    send(
        (String) row.get("topic"),
        (String) row.get("message_key"),
        (String) row.get("message"),
        Map.of(FOR_GROUP, letter.group()));
    jdbc.update("delete from choreography.dead_message where id = ?", id);
    return letter;
  }

  private static String shortened(String error) {
    return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
  }
}
