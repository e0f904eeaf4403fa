package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.journal.PersonalSeal.Place;
import dev.caravan.journal.PersonalSeal.Standing;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

class PersonalSealTest {
  private static final Place PLACE = new Place("note-1", "Noted", "author");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456Z");

  private static DomainContext context;
  private final AtomicLong nanos = new AtomicLong();
  private String subject;
  private PersonalSeal seal;

  @BeforeAll
  static void start() {
    context = new DomainContext();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void haveASubjectOfItsOwn() {
    subject = "s-" + UUID.randomUUID();
    seal = anotherProcess();
  }

  /** What another process has: its own memory on the same database. */
  private PersonalSeal anotherProcess() {
    return new PersonalSeal(
        new PersonalKeys(
            context.jdbc(), Clock.systemUTC(), context.get(IdGenerator.class), nanos::get));
  }

  private void timeGoesBy(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void destroy(PersonalSeal process) {
    context
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status -> process.destroy(subject, process.hold(subject).orElseThrow(), NOW));
  }

  private static Personal<String> open(PersonalSeal process, Personal<String> data) {
    return process.open(data, PLACE, String.class);
  }

  private static Personal<String> clear(String value) {
    return new Personal.Clear<>(value);
  }

  private static Personal<String> erased() {
    return new Personal.Erased<>();
  }

  @Test
  void opensWhatWasSealedInThisAndInOtherProcesses() {
    Personal.Sealed<String> sealed = seal.sealer(subject).seal(PLACE, "Zoë");

    assertThat(sealed.text()).doesNotContain("Zo");
    assertThat(open(seal, sealed)).isEqualTo(clear("Zoë"));
    assertThat(open(anotherProcess(), sealed)).isEqualTo(clear("Zoë"));
  }

  @Test
  void leavesWhatIsNotSealedAsItIs() {
    assertThat(open(seal, clear("Zoë"))).isEqualTo(clear("Zoë"));
  }

  @Test
  void opensManyAtOnceInTheirOrder() {
    Personal<String> one = seal.sealer(subject).seal(PLACE, "one");
    Personal<String> other = seal.sealer(subject + "2").seal(PLACE, "other");
    destroy(seal);

    assertThat(
            anotherProcess()
                .open(
                    List.of(
                        new Standing<>(other, PLACE),
                        new Standing<>(clear("plain"), PLACE),
                        new Standing<>(one, PLACE),
                        new Standing<>(other, PLACE)),
                    String.class))
        .containsExactly(clear("other"), clear("plain"), erased(), clear("other"));
  }

  @Test
  void doesNotOpenWhatWasMovedToAnotherStreamEventOrField() {
    Personal.Sealed<String> sealed = seal.sealer(subject).seal(PLACE, "Zoë");

    for (Place other :
        List.of(
            new Place("note-2", "Noted", "author"),
            new Place("note-1", "NotedAgain", "author"),
            new Place("note-1", "Noted", "reader"))) {
      assertThatThrownBy(() -> seal.open(sealed, other, String.class))
          .isInstanceOf(BrokenSealException.class)
          .hasMessageContaining(sealed.keyId().toString())
          .hasNoCause();
    }
  }

  @Test
  void doesNotOpenByTheKeyOfAnotherSubject() {
    Personal.Sealed<String> sealed = seal.sealer(subject).seal(PLACE, "Zoë");
    Personal.Sealed<String> other = seal.sealer(subject + "2").seal(PLACE, "Zoë");

    assertThatThrownBy(() -> open(seal, new Personal.Sealed<>(other.keyId(), sealed.text())))
        .isInstanceOf(BrokenSealException.class);
  }

  @Test
  void aDestroyedKeyErasesHereAtOnceAndInOtherProcessesAfterFiveSeconds() {
    PersonalSeal other = anotherProcess();
    Personal<String> sealed = seal.sealer(subject).seal(PLACE, "Zoë");
    assertThat(open(other, sealed)).isEqualTo(clear("Zoë"));
    assertThat(open(seal, sealed)).isEqualTo(clear("Zoë"));

    destroy(seal);

    assertThat(open(seal, sealed)).isEqualTo(erased());
    timeGoesBy(Duration.ofMillis(5_001));
    assertThat(open(other, sealed)).isEqualTo(erased());
    assertThat(seal.destroyedAt(subject)).contains(NOW);
    assertThat(
            context
                .jdbc()
                .queryForList(
                    "select key from journal.personal_key where subject = ?",
                    byte[].class,
                    subject))
        .containsExactly((byte[]) null);
  }

  @Test
  void aDestructionThatIsRolledBackErasesNothing() {
    Personal<String> sealed = seal.sealer(subject).seal(PLACE, "Zoë");

    context
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              seal.destroy(subject, seal.hold(subject).orElseThrow(), NOW);
              status.setRollbackOnly();
            });

    assertThat(open(seal, sealed)).isEqualTo(clear("Zoë"));
    assertThat(open(anotherProcess(), sealed)).isEqualTo(clear("Zoë"));
    assertThat(seal.destroyedAt(subject)).isEmpty();
  }

  @Test
  void sealsByANewKeyAfterADestruction() {
    Personal.Sealed<String> before = seal.sealer(subject).seal(PLACE, "before");
    destroy(seal);

    Personal.Sealed<String> after = seal.sealer(subject).seal(PLACE, "after");

    assertThat(after.keyId()).isNotEqualTo(before.keyId());
    assertThat(open(seal, after)).isEqualTo(clear("after"));
    assertThat(open(seal, before)).isEqualTo(erased());
  }

  @Test
  void ofManyProcessesOneMakesTheKey() throws Exception {
    List<Object> keys =
        Concurrently.run(8, i -> () -> anotherProcess().sealer(subject).seal(PLACE, "Zoë").keyId());

    assertThat(Set.copyOf(keys)).hasSize(1).allMatch(UUID.class::isInstance);
  }

  @Test
  void aTransactionThatMadeTheKeySealsOnWhileAnotherWaitsForIt() {
    TransactionTemplate transaction = context.get(TransactionTemplate.class);
    CompletableFuture<UUID> other = new CompletableFuture<>();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Supplier<UUID> waits = () -> seal.sealer(subject).seal(PLACE, "other").keyId();
    Supplier<UUID> makesTheKey =
        () ->
            transaction.execute(
                status -> {
                  seal.sealer(subject);
                  seal.forget(subject);
                  other.completeAsync(waits, threads);
                  await().until(() -> context.waitingForLocks() > 0);
                  return seal.sealer(subject).seal(PLACE, "one").keyId();
                });
    try {
      CompletableFuture<UUID> one = CompletableFuture.supplyAsync(makesTheKey, threads);

      assertThat(one).succeedsWithin(Duration.ofSeconds(15));
      assertThat(other).succeedsWithin(Duration.ofSeconds(15)).isEqualTo(one.join());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void readsAsErasedWhatHasNoKeyHere() {
    Personal.Sealed<String> sealed = seal.sealer(subject).seal(PLACE, "Zoë");

    assertThat(open(seal, new Personal.Sealed<>(UUID.randomUUID(), sealed.text())))
        .isEqualTo(erased());
  }

  @Test
  void showsNothingInLogs() {
    assertThat(clear("Zoë").toString()).doesNotContain("Zoë");
    assertThat(new PersonalKeys.Key(new UUID(0, 1), AesGcm.key(new byte[32])).toString())
        .isEqualTo("Key[00000000-0000-0000-0000-000000000001]");
  }
}
