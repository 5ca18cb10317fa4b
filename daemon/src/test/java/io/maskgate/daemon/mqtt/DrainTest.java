package io.maskgate.daemon.mqtt;

import static io.maskgate.daemon.mqtt.Gateways.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
    private static final long MILLI = 1_000_000;
    private static final Pace PACE = new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(8),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            4,
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    @TempDir
    Path folder;

    Gateways gateways;
    Drain drain;

    @BeforeEach
    void open() throws Exception {
        gateways = new Gateways(folder);
        drain = new Drain(gateways.outbox, PACE, gateways.metrics);
        drain.restart(0);
    }

    @AfterEach
    void close() {
        gateways.outbox.close();
    }

    @Test
    void aBurstOfTheWindowThenTenASecond() {
        append("door", 1, 20);
        assertThat(take(0)).hasSize(4);
        assertThat(take(50 * MILLI)).isEmpty();
        assertThat(drain.untilNext(50 * MILLI)).isBetween(49 * MILLI, 51 * MILLI);
        assertThat(take(300 * MILLI)).hasSize(3);
    }

    @Test
    void afterANewConnectionWhatWasInFlightGoesFirst() {
        append("door", 1, 6);
        var sent = take(0);
        drain.accepted(sent.get(0).sequence());
        drain.accepted(sent.get(2).sequence());
        drain.restart(1000 * MILLI);
        assertThat(take(1000 * MILLI))
                .extracting(Waiting::sequence)
                .containsExactly(
                        sent.get(1).sequence(),
                        sent.get(3).sequence(),
                        sent.get(3).sequence() + 1,
                        sent.get(3).sequence() + 2);
    }

    @Test
    void aRefusedTopicWaitsWithGrowingPausesWhileAnotherGoesOn() {
        append("door", 1, 1);
        append("gate", 2, 1);
        var sent = take(0);
        drain.refused(sent.get(0).sequence(), Reasons.QUOTA_EXCEEDED, 0);
        drain.accepted(sent.get(1).sequence());
        append("gate", 3, 1);
        assertThat(take(900 * MILLI)).extracting(Waiting::topic).containsExactly("maskgate/lobby/cameras/gate/events");
        assertThat(take(1000 * MILLI))
                .extracting(Waiting::sequence)
                .containsExactly(sent.get(0).sequence());
        drain.refused(sent.get(0).sequence(), Reasons.NOT_AUTHORIZED, 1000 * MILLI);
        assertThat(take(2900 * MILLI)).isEmpty();
        assertThat(take(3000 * MILLI))
                .extracting(Waiting::sequence)
                .containsExactly(sent.get(0).sequence());
        assertThat(gateways.outbox.health().lost()).isZero();
    }

    @Test
    void aRefusedTopicIsNamedUntilTheBrokerTakesItAgain() {
        append("door", 1, 1);
        long sequence = take(0).getFirst().sequence();
        var door = "maskgate/lobby/cameras/door/events";
        assertThat(drain.refused(sequence, Reasons.NOT_AUTHORIZED, 0)).contains(door);
        assertThat(drain.held()).isEqualTo("messages of " + door + " wait: the broker refuses them (not authorised)");
        assertThat(take(1000 * MILLI)).hasSize(1);
        assertThat(drain.refused(sequence, Reasons.NOT_AUTHORIZED, 1000 * MILLI))
                .as("for the first time")
                .isEmpty();
        assertThat(take(3000 * MILLI)).hasSize(1);
        drain.accepted(sequence);
        assertThat(drain.held()).isEmpty();
    }

    @Test
    void aTopicThatIsRefusedAgainAfterItWasWellIsNewsAgain() {
        long minute = 60_000 * MILLI;
        append("door", 1, 1);
        long sequence = take(0).getFirst().sequence();
        assertThat(drain.refused(sequence, Reasons.QUOTA_EXCEEDED, 0)).isPresent();
        assertThat(take(minute)).hasSize(1);
        drain.accepted(sequence);

        append("door", 2, 1);
        sequence = take(5 * minute).getFirst().sequence();
        assertThat(drain.refused(sequence, Reasons.QUOTA_EXCEEDED, 5 * minute))
                .as("it comes and goes")
                .isEmpty();
        assertThat(take(6 * minute)).hasSize(1);
        drain.accepted(sequence);

        append("door", 3, 1);
        sequence = take(16 * minute).getFirst().sequence();
        assertThat(drain.refused(sequence, Reasons.QUOTA_EXCEEDED, 16 * minute)).isPresent();
    }

    @Test
    void aTopicOfWhichNothingWaitsAnyMoreIsNotNamed() {
        append("door", 1, 1);
        long sequence = take(0).getFirst().sequence();
        drain.refused(sequence, Reasons.NOT_AUTHORIZED, 0);
        // As when it grew too old.
        gateways.outbox.acknowledged(sequence);
        assertThat(take(1000 * MILLI)).isEmpty();
        assertThat(drain.held()).isEmpty();
    }

    @Test
    void aRefusedTopicIsNotReadAgainBeforeItsPauseIsOver() {
        var outbox = new MemoryOutbox();
        for (int i = 0; i < 500; i++) {
            outbox.append(new UUID(7, i), "door", new byte[1], Instant.EPOCH, Outbox.Series.NONE);
        }
        drain = new Drain(outbox, PACE, gateways.metrics);
        drain.restart(0);
        var sent = take(0);
        assertThat(sent).hasSize(4);
        for (var message : sent) {
            drain.refused(message.sequence(), Reasons.NOT_AUTHORIZED, 0);
            take(500 * MILLI);
        }
        assertThat(outbox.read()).as("one page").isLessThanOrEqualTo(64);
        outbox.append(new UUID(8, 0), "gate", new byte[1], Instant.EPOCH, Outbox.Series.NONE);
        assertThat(take(900 * MILLI)).extracting(Waiting::topic).containsExactly("gate");
        assertThat(take(1000 * MILLI)).extracting(Waiting::sequence).startsWith(1L);
    }

    @Test
    void ofATopicThatIsRefusedEachTimeItsFirstMessagesAloneAreReadAgain() {
        var outbox = new MemoryOutbox();
        for (int i = 0; i < 5000; i++) {
            outbox.append(new UUID(7, i), "door", new byte[1], Instant.EPOCH, Outbox.Series.NONE);
        }
        drain = new Drain(outbox, PACE, gateways.metrics);
        drain.restart(0);
        long now = 0;
        for (int hold = 0; hold < 10; hold++) {
            var sent = take(now);
            assertThat(sent).extracting(Waiting::sequence).containsExactly(1L, 2L, 3L, 4L);
            for (var message : sent) {
                drain.refused(message.sequence(), Reasons.QUOTA_EXCEEDED, now);
            }
            assertThat(take(now + 500 * MILLI)).isEmpty();
            now += 10_000 * MILLI;
        }
        assertThat(outbox.looked()).as("all once, and a page for each hold").isLessThanOrEqualTo(5000 + 10 * 64);
        outbox.append(new UUID(8, 0), "gate", new byte[1], Instant.EPOCH, Outbox.Series.NONE);
        for (long sequence = 1; sequence <= 5001; sequence++) {
            now += 100 * MILLI;
            assertThat(drain.next(now)).map(Waiting::sequence).contains(sequence);
            drain.accepted(sequence);
        }
    }

    @Test
    void whatWaitedForItsTopicGoesWhenTheBrokerTakesAnotherOfIt() {
        append("door", 1, 2);
        var sent = take(0);
        drain.refused(sent.getFirst().sequence(), Reasons.QUOTA_EXCEEDED, 0);
        assertThat(take(200 * MILLI)).isEmpty();
        drain.accepted(sent.getLast().sequence());
        assertThat(take(400 * MILLI))
                .extracting(Waiting::sequence)
                .containsExactly(sent.getFirst().sequence());
    }

    @Test
    void aMessageAtFaultItselfIsSetAsideAtItsFifthRefusalAndBlocksNobody() {
        append("door", 1, 2);
        long now = 0;
        for (int refusal = 1; refusal <= 5; refusal++) {
            var sent = take(now);
            assertThat(sent).isNotEmpty();
            drain.refused(sent.getFirst().sequence(), Reasons.PACKET_TOO_LARGE, now);
            now += 10_000 * MILLI;
        }
        assertThat(gateways.outbox.health().lost()).isEqualTo(1);
        assertThat(gateways.metrics.outboxLost.labelValues("refused").get()).isEqualTo(1);
        drain.restart(now);
        assertThat(take(now)).extracting(message -> message.id().toString()).containsExactly(Gateways.payload(2));
    }

    @Test
    void whatWasReadAgainAfterARefusalAndTakenMeanwhileIsNotSentTwice() {
        append("door", 1, 1);
        append("gate", 2, 2);
        var sent = take(0);
        drain.refused(sent.getFirst().sequence(), Reasons.QUOTA_EXCEEDED, 0);
        assertThat(drain.next(1000 * MILLI))
                .map(Waiting::sequence)
                .contains(sent.getFirst().sequence());
        drain.accepted(sent.get(1).sequence());
        assertThat(take(2000 * MILLI)).isEmpty();
    }

    @Test
    void whatComesToLightOnDiskIsSentThoughLaterMessagesWentFromMemory() {
        var outbox = new MemoryOutbox();
        var late = new Drain(outbox, PACE, gateways.metrics);
        late.restart(0);
        outbox.appendAfter(1L << 62, "new");
        assertThat(late.next(0)).map(Waiting::topic).contains("new");
        outbox.find(1, "old");
        assertThat(late.next(0)).map(Waiting::topic).contains("old");
        assertThat(late.next(0)).as("in flight").isEmpty();
    }

    private void append(String camera, int first, int count) {
        for (int n = first; n < first + count; n++) {
            var event = event(camera, n);
            gateways.outbox.append(
                    event.id(), "maskgate/lobby/cameras/" + camera + "/events", new byte[10], event.at());
        }
    }

    private List<Waiting> take(long now) {
        var taken = new ArrayList<Waiting>();
        for (Optional<Waiting> next = drain.next(now); next.isPresent(); next = drain.next(now)) {
            taken.add(next.get());
        }
        return taken;
    }
}
