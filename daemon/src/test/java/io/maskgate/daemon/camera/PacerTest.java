package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PacerTest {
    /** The milliseconds of those frames that are looked at. */
    private static List<Long> looked(double rate, long... millis) {
        return looked(new Pacer(rate, 0), millis);
    }

    private static List<Long> looked(Pacer pacer, long... millis) {
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
        // 950 is late by 750: due again at 1200, not at once for each interval missed, and not at 1000 either.
        assertThat(looked(5, 0, 950, 990, 1030, 1110, 1150, 1190)).containsExactly(0L, 950L, 1190L);
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

    @Test
    void camerasOfFourPhasesAreLookedAtInTurns() {
        long[] frames = LongStream.range(0, 15).map(i -> i * 40).toArray();
        var looks = IntStream.range(0, 4)
                .mapToObj(camera -> looked(new Pacer(5, Pacer.phase(camera)), frames))
                .toList();
        // The first picture of each at once, then by turns: moments at 0, 100, 50 and 150 of each 200.
        assertThat(looks)
                .containsExactly(
                        List.of(0L, 200L, 400L),
                        List.of(0L, 80L, 280L, 480L),
                        List.of(0L, 240L, 440L),
                        List.of(0L, 160L, 360L, 560L));
    }

    @Test
    void phasesAreFarFromThoseBefore() {
        assertThat(IntStream.range(0, 8).mapToObj(Pacer::phase))
                .containsExactly(0.0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875);
    }

    /** A camera whose rate is the one asked for, halfway between the moments, and not exact. */
    @Test
    void ofACameraAsSlowAsItsLooksNearlyEveryFrameIsLookedAt() {
        var random = new Random(7);
        long[] frames = LongStream.range(0, 500)
                .map(i -> 100 + i * 200 + random.nextLong(-15, 16))
                .toArray();
        assertThat(looked(5, frames)).hasSizeGreaterThanOrEqualTo(495);
    }
}
