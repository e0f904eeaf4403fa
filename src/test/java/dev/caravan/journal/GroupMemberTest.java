package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.DomainContext;
import dev.caravan.testing.StoredEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Members of a group, each step of which is taken by hand, on a real database. */
class GroupMemberTest {
  private static DomainContext domain;
  private static EventAppender journal;
  private static JdbcTemplate jdbc;
  private static SetAsideTable aside;
  private static DeadLetters letters;

  private final List<RecordedEvent> handled = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> failing = new HashSet<>();
  private String category;

  @BeforeAll
  static void start() {
    domain = new DomainContext();
    journal = domain.get(EventAppender.class);
    jdbc = domain.jdbc();
    aside = domain.get(SetAsideTable.class);
    letters = domain.get(DeadLetters.class);
  }

  @AfterAll
  static void stop() {
    domain.close();
  }

  @BeforeEach
  void aCategoryOfItsOwn() {
    category = "c" + UUID.randomUUID().toString().replace("-", "");
  }

  private Subscription subscription(String... types) {
    return new Subscription(
        category,
        List.of(category),
        List.of(types),
        "",
        false,
        2,
        Duration.ZERO,
        Duration.ofMinutes(1));
  }

  private GroupMember member(String name) {
    return member(name, subscription(), this::handle);
  }

  private static GroupMember member(
      String name, Subscription subscription, Delivery.Handler handler) {
    return new GroupMember(
        subscription,
        name,
        domain.get(Leases.class),
        domain.get(PartitionReader.class),
        aside,
        handler);
  }

  private @Nullable Throwable handle(RecordedEvent event) {
    handled.add(event);
    return failing.contains(event.type()) ? new IllegalStateException("cannot bear it") : null;
  }

  private void append(String key, String... types) {
    for (String type : types) {
      journal.append(
          category + "-" + key,
          ExpectedVersion.any(),
          List.of(
              new NewEvent(type, 1, UUID.randomUUID(), Instant.EPOCH, null, null, "test", "{}")));
    }
  }

  private void appendToManyStreams(String type) {
    for (int i = 0; i < 40; i++) {
      append("s" + i, type);
    }
  }

  private static void lookAtAll(GroupMember... members) {
    boolean more = true;
    while (more) {
      more = false;
      for (GroupMember member : members) {
        more |= member.look();
      }
    }
  }

  /** As if the members had given no sign of life for the time of a lease. */
  private void letLeasesRunOut() {
    for (String table : List.of("subscription", "subscriber")) {
      jdbc.update(
          "update journal."
              + table
              + " set expires_at = clock_timestamp() - interval '1 second'"
              + " where group_name = ?",
          category);
    }
  }

  private List<String> types() {
    return handled.stream().map(RecordedEvent::type).toList();
  }

  private long checkpoint(int partition) {
    Long position =
        jdbc.queryForObject(
            "select position from journal.subscription where group_name = ? and partition = ?",
            Long.class,
            category,
            partition);
    return position == null ? -1 : position;
  }

  @Test
  void handsOnAllStreamsInTheOrderOfEach() {
    GroupMember member = member("a");
    member.beat();
    appendToManyStreams("First");
    appendToManyStreams("Second");
    appendToManyStreams("Third");

    lookAtAll(member);

    assertThat(handled).hasSize(120);
    Map<String, List<Long>> versions = new HashMap<>();
    handled.forEach(
        e -> versions.computeIfAbsent(e.streamId(), s -> new ArrayList<>()).add(e.version()));
    assertThat(versions).hasSize(40);
    assertThat(versions.values()).allSatisfy(v -> assertThat(v).containsExactly(1L, 2L, 3L));
  }

  @Test
  void neverSkipsAnEventThatIsCommittedLate() throws Exception {
    GroupMember member = member("a");
    member.beat();
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    Thread slow =
        new Thread(
            () ->
                domain
                    .get(TransactionTemplate.class)
                    .executeWithoutResult(
                        status -> {
                          append("slow", "Slow");
                          written.countDown();
                          awaitLatch(commit);
                        }));
    slow.start();
    awaitLatch(written);
    append("fast", "Fast");

    lookAtAll(member);
    assertThat(types()).isEmpty();

    commit.countDown();
    slow.join();
    lookAtAll(member);
    assertThat(types()).containsExactly("Slow", "Fast");
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Not an exception: nothing of the member goes on behind it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void repeatsTheEventInHandOfAMemberThatWasKilledAndNoneBeforeIt() {
    GroupMember killed =
        member(
            "a",
            subscription(),
            event -> {
              handle(event);
              if (event.type().equals("Second")) {
                throw new Killed();
              }
              return null;
            });
    append("1", "First", "Second", "Third");
    killed.beat();
    assertThatThrownBy(killed::look).isInstanceOf(Killed.class);
    letLeasesRunOut();

    GroupMember other = member("b");
    other.beat();
    lookAtAll(other);

    assertThat(types()).containsExactly("First", "Second", "Second", "Third");
  }

  @Test
  void goesOnWhereTheGroupStopped() {
    GroupMember before = member("a");
    before.beat();
    append("1", "First");
    lookAtAll(before);
    before.leave();
    append("1", "Second");

    GroupMember after = member("b");
    after.beat();
    lookAtAll(after);

    assertThat(types()).containsExactly("First", "Second");
  }

  @Test
  void beginsAtTheEndWhereItIsToldTo() {
    append("1", "Before");
    GroupMember member =
        member(
            "a",
            new Subscription(
                category,
                List.of(category),
                List.of(),
                "",
                true,
                1,
                Duration.ZERO,
                Duration.ofMinutes(1)),
            this::handle);
    member.beat();
    append("1", "After");

    lookAtAll(member);

    assertThat(types()).containsExactly("After");
  }

  @Test
  void writesDownThatItPassedEventsThatItIsNotAfter() {
    GroupMember member = member("a", subscription("Wanted"), this::handle);
    member.beat();
    append("1", "Other");
    lookAtAll(member);
    member.beat();

    assertThat(handled).isEmpty();
    for (int partition = 0; partition < Subscription.PARTITIONS; partition++) {
      assertThat(checkpoint(partition)).isEqualTo(domain.get(EventReader.class).lastPosition());
    }
  }

  @Test
  void sharesThePartitionsAmongThoseThatLive() {
    GroupMember a = member("a");
    GroupMember b = member("b");
    GroupMember c = member("c");
    a.beat();
    assertThat(a.partitions()).hasSize(16);

    settle(a, b);
    assertThat(a.partitions()).hasSize(8);
    assertThat(b.partitions()).hasSize(8);

    settle(a, b, c);
    assertThat(List.of(a.partitions().size(), b.partitions().size(), c.partitions().size()))
        .containsExactly(6, 5, 5);

    a.leave();
    settle(b, c);
    assertThat(b.partitions()).hasSize(8);
    assertThat(c.partitions()).hasSize(8);
  }

  /** Who has too much gives it back, who has too little takes it. */
  private static void settle(GroupMember... members) {
    for (int i = 0; i < 3; i++) {
      for (GroupMember member : members) {
        member.beat();
        member.look();
      }
    }
  }

  @Test
  void handsOnWhatIsOfOneKeyInTheJournalsOrderWhateverItsCategory() {
    String own = category;
    String other = own + "x";
    Subscription both =
        new Subscription(
            own,
            List.of(own, other),
            List.of(),
            "",
            false,
            1,
            Duration.ZERO,
            Duration.ofMinutes(1));
    GroupMember a = member("a", both, this::handle);
    GroupMember b = member("b", both, this::handle);
    settle(a, b);
    for (int i = 0; i < 3; i++) {
      category = own;
      appendToManyStreams("Own");
      category = other;
      appendToManyStreams("Other");
    }
    category = own;

    lookAtAll(b);
    assertThat(handled).isNotEmpty();
    lookAtAll(a);

    assertThat(handled).hasSize(240);
    Map<String, Long> positions = new HashMap<>();
    for (RecordedEvent event : handled) {
      String key = event.streamId().substring(event.streamId().indexOf('-') + 1);
      Long before = positions.put(key, event.position());
      assertThat(before == null || before < event.position()).as(event.toString()).isTrue();
    }
  }

  @Test
  void handsOnEachEventOnceWhileMembersComeAndGo() {
    GroupMember a = member("a");
    GroupMember b = member("b");
    settle(a);
    appendToManyStreams("First");
    settle(a, b);
    appendToManyStreams("Second");
    lookAtAll(a, b);
    a.leave();
    appendToManyStreams("Third");
    settle(b);
    lookAtAll(b);

    assertThat(handled).hasSize(120).doesNotHaveDuplicates();
  }

  @Test
  void takesOverWhatAMemberHadThatGivesNoSignOfLife() {
    GroupMember dead = member("a");
    dead.beat();
    append("1", "First");
    GroupMember other = member("b");
    other.beat();
    lookAtAll(other);
    assertThat(handled).as("while the lease lasts").isEmpty();

    letLeasesRunOut();
    other.beat();
    lookAtAll(other);

    assertThat(types()).containsExactly("First");
    assertThat(other.partitions()).hasSize(16);
  }

  @Test
  void aMemberThatLostItsLeaseDoesNotMoveTheCheckpoint() {
    AtomicBoolean takenOver = new AtomicBoolean();
    GroupMember other = member("b");
    GroupMember slow =
        member(
            "a",
            subscription(),
            event -> {
              handled.add(event);
              if (takenOver.compareAndSet(false, true)) {
                letLeasesRunOut();
                other.beat();
              }
              return null;
            });
    slow.beat();
    append("1", "First", "Second");

    lookAtAll(slow);

    assertThat(types()).as("the event in hand, and then no more").containsExactly("First");
    for (int partition = 0; partition < Subscription.PARTITIONS; partition++) {
      assertThat(checkpoint(partition)).isLessThan(handled.get(0).position());
    }

    // nor does it when it has come to itself
    slow.beat();
    slow.leave();
    lookAtAll(other);
    assertThat(types()).containsExactly("First", "First", "Second");
  }

  @Test
  void handsOnNothingWhenItCouldNotRenewItsLease() {
    GroupMember member =
        member(
            "a",
            new Subscription(
                category, List.of(category), List.of(), "", false, 1, Duration.ZERO, Duration.ZERO),
            this::handle);
    append("1", "First");
    member.beat();
    assertThat(member.partitions()).hasSize(16);

    lookAtAll(member);

    assertThat(handled).isEmpty();
  }

  @Test
  void waitsUntilOlderMembersThatConsumeSomethingElseAreGone() {
    GroupMember old = member("z", subscription("First"), this::handle);
    GroupMember young = member("a", subscription("First", "Second"), this::handle);
    old.beat();
    young.beat();
    old.beat();

    assertThat(old.failure()).isNull();
    assertThat(old.partitions()).hasSize(16);
    assertThat(young.failure()).contains("consumes something else");
    assertThat(young.partitions()).isEmpty();

    old.leave();
    young.beat();
    assertThat(young.failure()).isNull();
    assertThat(young.partitions()).hasSize(16);
  }

  @Test
  void setsAsideWhatItCannotHandleAndWhatFollowsInTheStream() {
    GroupMember member = member("a");
    failing.add("Poison");
    append("1", "First", "Poison", "Third");
    append("2", "Other");
    member.beat();

    lookAtAll(member);

    assertThat(types()).containsExactlyInAnyOrder("First", "Poison", "Poison", "Other");
    assertThat(letters.list(category, null, 10))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .returns("journal:" + category, DeadLetter::source)
                    .returns(category + "-1", DeadLetter::stream)
                    .returns("Poison", DeadLetter::type)
                    .returns(2, DeadLetter::attempts)
                    .returns("java.lang.IllegalStateException: cannot bear it", DeadLetter::error),
            second ->
                assertThat(second)
                    .returns("Third", DeadLetter::type)
                    .returns(0, DeadLetter::attempts)
                    .returns("waits behind an earlier event of its stream", DeadLetter::error));
  }

  @Test
  void thoseBehindStayBehindWhoeverHasThePartition() {
    GroupMember before = member("a");
    failing.add("Poison");
    append("1", "Poison");
    before.beat();
    lookAtAll(before);
    before.leave();

    GroupMember after = member("b");
    append("1", "Second");
    after.beat();
    lookAtAll(after);

    assertThat(types()).containsExactly("Poison", "Poison");
    assertThat(letters.list(category, null, 10)).hasSize(2);
  }

  @Test
  void triesAgainInTheOrderOfTheStream() {
    GroupMember member = member("a");
    failing.add("Poison");
    append("1", "Poison", "Second", "Third");
    member.beat();
    lookAtAll(member);
    handled.clear();
    failing.clear();

    // whichever of them is named
    UUID last = letters.list(category, null, 10).get(2).id();
    assertThat(letters.retry(last, "ann", "mail is back")).map(DeadLetter::id).contains(last);
    member.beat();
    append("1", "Fourth");
    lookAtAll(member);

    assertThat(types()).containsExactly("Poison", "Second", "Third", "Fourth");
    assertThat(letters.list(category, null, 10)).isEmpty();
    assertThat(aside.count(category)).isZero();
  }

  @Test
  void staysSetAsideWhereItFailsAgain() {
    GroupMember member = member("a");
    failing.add("Poison");
    append("1", "Poison", "Second");
    member.beat();
    lookAtAll(member);
    handled.clear();

    letters.retry(letters.list(category, null, 1).get(0).id(), "ann", null);
    member.beat();
    lookAtAll(member);
    member.beat();
    lookAtAll(member);

    assertThat(types()).as("one attempt each time that somebody asks").containsExactly("Poison");
    assertThat(letters.list(category, null, 10))
        .extracting(DeadLetter::attempts)
        .containsExactly(3, 0);
  }

  @Test
  void journalsWhoWantsAnotherAttemptAndWhy() {
    GroupMember member = member("a");
    failing.add("Poison");
    append("1", "Poison");
    member.beat();
    lookAtAll(member);
    DeadLetter letter = letters.list(category, null, 1).get(0);

    letters.retry(letter.id(), "ann", "mail is back");

    assertThat(domain.get(EventReader.class).readStream("group-" + category))
        .singleElement()
        .returns("RetryRequested", RecordedEvent::type)
        .returns("ann", RecordedEvent::actor)
        .returns(letter.eventId(), RecordedEvent::causedBy)
        .extracting(RetryRequested.CODEC::read)
        .isEqualTo(
            new RetryRequested(category, letter.stream(), letter.position(), "mail is back"));
  }

  @Test
  void keepsTheFormOfARetryRequest() {
    RetryRequested event =
        new RetryRequested("mailer", "order-NW-10248", 42, "the mail server is back");

    assertThat(RetryRequested.CODEC.data(event))
        .isEqualTo(StoredEvents.pinned(RetryRequested.TYPE, 1));
  }

  @Test
  void knowsNothingToTryAgainUnderAnyOtherId() {
    assertThat(letters.retry(UUID.randomUUID(), "ann", null)).isEmpty();
  }
}
