package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PacerTest {
    /** The milliseconds of those frames that are looked at. */
    private static List<Long> looked(double rate, long... millis) {
        var pacer = new Pacer(rate);
        var looked = new ArrayList<Long>();
        for (long at : millis) {
            if (pacer.due(at * 1_000_000)) {
                looked.add(at);
            }
        }
        return looked;
    }

    @Test
    void ofTwentyFiveFramesASecondFiveAreEveryFifth() {
        long[] frames = LongStream.range(0, 25).map(i -> i * 40).toArray();
        assertThat(looked(5, frames)).containsExactly(0L, 200L, 400L, 600L, 800L);
    }

    @Test
    void framesThatComeAMomentEarlyAreNotLeftOutForThat() {
        assertThat(looked(5, 0, 40, 199, 240, 399, 440, 601, 798)).containsExactly(0L, 199L, 399L, 601L, 798L);
    }

    @Test
    void ofThirtyFramesTwentyFiveAreLookedAt() {
        long[] frames = LongStream.range(0, 300).map(i -> i * 1000 / 30).toArray();
        assertThat(looked(25, frames)).hasSizeBetween(249, 251);
    }

    @Test
    void aRateAboveTheCamerasTakesAll() {
        assertThat(looked(60, 0, 40, 80, 120, 161, 199)).containsExactly(0L, 40L, 80L, 120L, 161L, 199L);
    }

    @Test
    void afterALateFrameThereIsNoBurst() {
        // 950 is late by 750: due again 200 later, not at once for each interval missed.
        assertThat(looked(5, 0, 950, 990, 1030, 1110, 1150, 1190)).containsExactly(0L, 950L, 1110L);
    }

    @Test
    void aStreamWhoseClockGoesBackIsLookedAtFromThereOn() {
        assertThat(looked(5, 100_000, 100_200, 1_000, 1_040, 1_200))
                .containsExactly(100_000L, 100_200L, 1_000L, 1_200L);
    }

    @Test
    void evenTheSlowestRateLooksAtTheFirstFrame() {
        assertThat(looked(0.1, 0, 5_000, 10_000)).containsExactly(0L, 10_000L);
    }
}
