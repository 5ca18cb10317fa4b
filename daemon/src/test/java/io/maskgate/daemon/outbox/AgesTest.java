package io.maskgate.daemon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.outbox.Fixture.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an earlier process left, on a box whose clock may be wrong when it starts. */
class AgesTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Instant FAR = Instant.parse("2038-01-19T03:14:00Z");

    private final MovableClock clock = new MovableClock(FAR);
    private boolean right;
    private Ages ages;

    private void opened(Duration limit) {
        ages = new Ages(limit, clock, clock::nanos, () -> right);
        ages.opened(1);
    }

    private boolean isTooOld() {
        return ages.isTooOld(1, Fixture.NOON);
    }

    @Test
    void aClockThatWakesUpYearsAheadGivesNothingUp() {
        opened(WEEK);
        assertThat(isTooOld()).isFalse();
        clock.advance(Duration.ofMinutes(10));
        assertThat(isTooOld()).isFalse();
        clock.set(Fixture.NOON.plus(Duration.ofDays(1)));
        right = true;
        assertThat(isTooOld()).isFalse();
        clock.advance(Duration.ofDays(6));
        assertThat(isTooOld()).as("to the day").isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(isTooOld()).isTrue();
    }

    @Test
    void whereNobodyKeepsTheClockRightItIsBelievedAfterAnHour() {
        opened(WEEK);
        clock.advance(Duration.ofHours(1));
        assertThat(isTooOld()).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(isTooOld()).isTrue();
    }

    @Test
    void withAShorterLimitItIsBelievedAfterThat() {
        opened(Duration.ofMinutes(5));
        clock.advance(Duration.ofMinutes(5).plusNanos(1));
        assertThat(isTooOld()).isTrue();
    }

    @Test
    void aTimeThatIsRightIsBelievedAtOnce() {
        right = true;
        clock.set(Fixture.NOON.plus(WEEK).plusNanos(1));
        opened(WEEK);
        assertThat(isTooOld()).isTrue();
    }

    /** The week in which the box was off counts; what its clock is put forward by afterwards does not. */
    @Test
    void aClockThatIsPutForwardToTheRightTimeMakesNothingOld() {
        clock.set(Fixture.NOON.plus(Duration.ofDays(1)));
        opened(WEEK);
        clock.set(Fixture.NOON.plus(Duration.ofDays(400)));
        right = true;
        assertThat(isTooOld()).isFalse();
    }

    /** Of messages that wait and messages that were refused, which are not in one order. */
    @Test
    void whichIsAskedOfFirstMakesNoneYounger() {
        ages = new Ages(WEEK, clock, clock::nanos, () -> right);
        ages.opened(0);
        ages.reached(1);
        clock.advance(Duration.ofDays(1));
        ages.reached(2);
        clock.advance(Duration.ofDays(6).plusNanos(1));
        ages.reached(3);
        assertThat(ages.isTooOld(2, Fixture.NOON)).isFalse();
        assertThat(ages.isTooOld(1, Fixture.NOON)).isTrue();
        clock.advance(Duration.ofDays(1));
        ages.reached(4);
        assertThat(ages.isTooOld(3, Fixture.NOON)).isFalse();
        assertThat(ages.isTooOld(2, Fixture.NOON)).isTrue();
        assertThat(ages.isTooOld(1, Fixture.NOON)).isTrue();
    }

    /** It would keep everything behind it from ever growing too old: the oldest goes first. */
    @Test
    void whateverItsTimeItHasWaitedAsLongAsTheFileIsOpen() {
        clock.set(Fixture.NOON);
        opened(WEEK);
        clock.advance(WEEK);
        assertThat(ages.isTooOld(1, Instant.EPOCH)).isFalse();
        assertThat(ages.isTooOld(1, FAR)).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(ages.isTooOld(1, Instant.EPOCH)).isTrue();
        assertThat(ages.isTooOld(1, FAR)).isTrue();
    }
}
