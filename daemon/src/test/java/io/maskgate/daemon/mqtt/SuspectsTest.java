package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SuspectsTest {
    private static final long MINUTE = 60_000_000_000L;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Suspects suspects = new Suspects();

    @Test
    void threeTimesInARowIsLeftOutForAnHourAndThenTriedOnce() {
        assertThat(suspects.ended("a", 0)).isEqualTo(1);
        assertThat(suspects.ended("a", MINUTE)).isEqualTo(2);
        assertThat(suspects.isLeftOut("a", MINUTE)).isFalse();
        assertThat(suspects.ended("a", 2 * MINUTE)).isEqualTo(3);
        assertThat(suspects.isLeftOut("a", 62 * MINUTE)).isTrue();
        assertThat(suspects.isLeftOut("b", 62 * MINUTE)).isFalse();
        assertThat(suspects.isLeftOut("a", 62 * MINUTE + 1)).isFalse();
        assertThat(suspects.ended("a", 63 * MINUTE)).isEqualTo(4);
        assertThat(suspects.isLeftOut("a", 64 * MINUTE)).isTrue();
    }

    /** A broker that is silent for some minutes, as with a full disk of its own, is no reason to wait for an hour. */
    @Test
    void whatHasNoAnswerIsLeftOutForAMinuteThenForTwiceAsLongUntilAnHour() {
        silent("a");
        silent("a");
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            silent("a");
            pauses.add(suspects.pause("a").toMinutes());
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(suspects.isLeftOut("a", 60 * MINUTE)).isTrue();
        suspects.doubt("a", 0);
        assertThat(suspects.isLeftOut("a", 0)).isFalse();
        silent("a");
        assertThat(suspects.pause("a")).as("doubt is no answer").isEqualTo(Duration.ofHours(1));

        silent("b");
        suspects.ended("b", 0);
        silent("b");
        assertThat(suspects.pause("b")).as("the connection ended at it once").isEqualTo(Duration.ofHours(1));
    }

    private void silent(String topic) {
        suspects.ended(topic, Stream.of(topic), 0, true);
    }

    @Test
    void anAnswerEndsTheRow() {
        suspects.ended("a", 0);
        suspects.ended("a", 0);
        suspects.ended("b", 0);
        suspects.answered("a");
        assertThat(suspects.ended("a", 0)).isEqualTo(1);
        assertThat(suspects.ended("b", 0)).as("one that is not its own").isEqualTo(2);
        suspects.forget();
        assertThat(suspects.times("b")).isZero();
    }

    /** One that is never said again must not slow everything down for ever. */
    @Test
    void oneIsOnTrialUntilItIsLeftOutAndAgainWhenItsHourIsOverForTenMinutesEach() {
        assertThat(suspects.isAnyOnTrial(0)).isFalse();
        suspects.ended("a", 0);
        assertThat(suspects.isAnyOnTrial(0)).isTrue();
        assertThat(suspects.isAnyOnTrial(10 * MINUTE - 1)).isTrue();
        assertThat(suspects.isAnyOnTrial(10 * MINUTE)).isFalse();
        suspects.doubt("b", 10 * MINUTE);
        assertThat(suspects.isAnyOnTrial(10 * MINUTE)).isTrue();
        suspects.answered("b");
        assertThat(suspects.isAnyOnTrial(10 * MINUTE)).isFalse();
        suspects.ended("a", 0);
        suspects.ended("a", 0);
        assertThat(suspects.isAnyOnTrial(0)).isFalse();
        assertThat(suspects.isAnyOnTrial(60 * MINUTE)).isTrue();
        assertThat(suspects.isAnyOnTrial(70 * MINUTE)).isFalse();
        suspects.doubt("a", 61 * MINUTE);
        assertThat(suspects.isAnyOnTrial(61 * MINUTE)).as("tried among others").isTrue();
        assertThat(suspects.ended("a", 61 * MINUTE)).isEqualTo(Suspects.FAILURES + 1);
    }

    @Test
    void anEventThatIsLeftOutWaitsOverConnectionsUntilItsTimeIsOverOrAllIsTriedAgain() {
        var outbox = new MemoryOutbox();
        var drain = new Drain(outbox, Gateways.QUICK, new GatewayMetrics());
        outbox.append(new UUID(1, 1), "lines", new byte[1], Instant.EPOCH, Outbox.Series.NONE);
        drain.restart(0);
        assertThat(drain.next(0)).isPresent();
        drain.leaveOut("lines", "left out", HOUR, 0);
        drain.restart(1);
        assertThat(drain.next(60 * MINUTE - 1)).isEmpty();
        assertThat(drain.held()).isEqualTo("messages of lines wait: left out");
        assertThat(drain.next(60 * MINUTE)).isPresent();

        drain.leaveOut("lines", "left out", HOUR, 61 * MINUTE);
        drain.restart(62 * MINUTE);
        assertThat(drain.next(62 * MINUTE)).isEmpty();
        drain.tryAgain(62 * MINUTE);
        assertThat(drain.next(62 * MINUTE)).isPresent();
    }

    @Test
    void aNewConnectionDoesNotForgetWhatIsHeldAgainstAState() {
        var retained = new Retained();
        retained.put("a", "1", Duration.ZERO);
        assertThat(retained.next(0, false)).isPresent();
        retained.refused("a", "left out", 0, HOUR);
        retained.sayAllAgain();
        retained.sayAgain("a");
        assertThat(retained.next(60 * MINUTE - 1, false)).isEmpty();
        assertThat(retained.next(60 * MINUTE, false)).isPresent();

        retained.refused("a", "left out", 61 * MINUTE, HOUR);
        retained.tryAgain();
        assertThat(retained.next(61 * MINUTE, false)).isPresent();
    }
}
