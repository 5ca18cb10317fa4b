package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A camera of 25 pictures a second with a key frame each second, buffers without end, and a clock of its own. */
class LagTest {
    private static final long MILLI = 1_000_000;
    private static final int SECOND = 25;

    private final Lag lag = new Lag(10_000 * MILLI);
    private int group = SECOND;
    private IntPredicate key = i -> i % group == 0;
    private boolean sparse;
    /** When a packet comes, by its number; milliseconds. */
    private LongUnaryOperator arrival = i -> 40 * i;

    private LongUnaryOperator stamp = i -> 40 * i;
    private IntUnaryOperator decoding = _ -> 10;
    /** What a read takes though there is something to read. */
    private IntUnaryOperator reading = _ -> 0;

    private long now;
    private int left;
    /** Of pictures that were decoded. */
    private long oldest;

    private boolean began;

    private void read(int packets) {
        for (int i = 0; i < packets; i++) {
            long begin = now;
            now = Math.max(now + reading.applyAsInt(i), arrival.applyAsLong(i));
            lag.read((now - begin) * MILLI);
            boolean leaves = lag.leaves(stamp.applyAsLong(i) * MILLI, key.test(i), sparse, now * MILLI);
            if (leaves) {
                left++;
                began = false;
                continue;
            }
            assertThat(began || key.test(i)).as("packet %d", i).isTrue();
            began = true;
            oldest = Math.max(oldest, now - arrival.applyAsLong(i));
            now += decoding.applyAsInt(i);
        }
    }

    /** At 60 ms the lag grows 20 ms a picture: 1.5 s, and two seconds more until it is clear that it stays. */
    @ParameterizedTest
    @ValueSource(ints = {41, 44, 60, 120})
    void aMachineThatIsTooSlowLeavesOutWhatItCannotDo(int millis) {
        decoding = _ -> millis;
        read(600 * SECOND);
        assertThat(oldest).isBetween(1_500L, 1_500L + 2_000 + 120);
        assertThat(left).isPositive();
    }

    /** Another thread has the processor in the middle of a read now and then. */
    @Test
    void aReadThatTakesLongerForOnceDoesNotHideIt() {
        decoding = _ -> 50;
        reading = i -> i % 50 == 0 ? 12 : 0;
        read(3_600 * SECOND);
        assertThat(oldest).isLessThan(4_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 30, 39})
    void aMachineThatKeepsUpLeavesNothingOut(int millis) {
        decoding = _ -> millis;
        read(600 * SECOND);
        assertThat(left).isZero();
    }

    @Test
    void afterTheNetworkStalledAllIsDecodedThatComesAtOnce() {
        decoding = _ -> 30;
        arrival = i -> i > 250 && i < 500 ? 20_000 : 40 * i;
        read(60 * SECOND);
        assertThat(oldest).isPositive();
        assertThat(left).isZero();
    }

    @Test
    void aRelayThatSendsWhatItHasFirstIsDecodedFromThere() {
        decoding = _ -> 20;
        arrival = i -> Math.max(0, 40 * (i - 10 * SECOND));
        read(60 * SECOND);
        assertThat(left).isZero();
    }

    /** As after a look that got closer, for which a group of pictures was decoded at once. */
    @Test
    void whatCatchesUpByItselfIsLeftToDoSo() {
        decoding = i -> i % 1000 == 999 ? 5_000 : 25;
        read(600 * SECOND);
        assertThat(oldest).isGreaterThan(4_500);
        assertThat(left).isZero();
    }

    @Test
    void aCameraThatCountsTooFewSecondsIsNotTakenForASlowMachine() {
        decoding = _ -> 34;
        stamp = i -> 30 * i;
        read(600 * SECOND);
        assertThat(left).isZero();
    }

    /** Each minute backwards or forwards by an hour. */
    @Test
    void stampsThatStepLeaveNothingOut() {
        decoding = _ -> 36;
        stamp = i -> 40 * i + (i / 1500 % 3 == 1 ? 3_600_000 : 0);
        read(600 * SECOND);
        assertThat(left).isZero();
    }

    @Test
    void stampsThatStandStillOrAreMissingLeaveNothingOut() {
        decoding = _ -> 60;
        stamp = _ -> 7;
        read(60 * SECOND);
        assertThat(left).isZero();
        for (int i = 0; i < 1_000; i++) {
            assertThat(lag.leaves(FrameTimeline.NO_STAMP, false, false, i * 60 * MILLI))
                    .isFalse();
        }
    }

    /** Two pictures between references are shown before and come after them. */
    @Test
    void stampsInTheOrderOfShowingServeAsWell() {
        stamp = i -> 40 * (i % 3 == 0 ? i + 3 : i);
        decoding = _ -> 39;
        read(600 * SECOND);
        assertThat(left).isZero();
        decoding = _ -> 60;
        now = 0;
        read(600 * SECOND);
        assertThat(left).isPositive();
        assertThat(oldest).isLessThan(4_000);
    }

    @Test
    void whereKeyFramesSufficeNothingIsLeftOut() {
        sparse = true;
        decoding = _ -> 60;
        read(60 * SECOND);
        assertThat(left).isZero();
    }

    /** Waiting for the next key frame would be worse than being late. */
    @Test
    void whereKeyFramesAreTooFarApartNothingIsLeftOut() {
        group = 11 * SECOND;
        decoding = _ -> 60;
        read(600 * SECOND);
        assertThat(left).isZero();
    }

    /** As of cameras that send key frames where something moves: leaving out until the next one would take 20 s again and again. */
    @Test
    void whereKeyFramesAreFarApartFromTimeToTimeThatIsRemembered() {
        key = i -> i % (21 * SECOND) == 0 || i % (21 * SECOND) == SECOND;
        decoding = _ -> 60;
        read(600 * SECOND);
        assertThat(left).isLessThan(21 * SECOND);
    }

    @Test
    void whatIsSentFasterThanItIsShownIsNotPassedOverForEver() {
        arrival = _ -> 0;
        decoding = _ -> 60;
        read(3_600 * SECOND);
        assertThat(left).isBetween(1, 2_700 * SECOND);
    }
}
