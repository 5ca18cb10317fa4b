package io.maskgate.daemon.tracking;

import static io.maskgate.hw.inference.MaskLabel.FACEMASK;
import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import org.junit.jupiter.api.Test;

class LabelVoteTest {
    private static final Box BOX = new Box(0, 0, 50, 50);

    private final LabelVote vote = new LabelVote(3, 0.8);
    private long nanos;

    @Test
    void threeAgreeingSightingsSettle() {
        see(0.9, 0, 2);
        assertThat(vote.winner()).isEmpty();

        see(0.9, 0, 1);
        assertThat(vote.winner()).contains(FACEMASK);
    }

    @Test
    void aStrayVoteDelaysButDoesNotPrevent() {
        see(0.9, 0, 1);
        see(0, 0.9, 1);
        see(0.9, 0, 2);
        // Faded by 0.8 each: 0.512 + 0.8 + 1 of 2.952 is 0.78.
        assertThat(vote.winner()).isEmpty();

        see(0.9, 0, 1);
        assertThat(vote.winner()).contains(FACEMASK);
    }

    @Test
    void aFaceThatIsNeverSurelyEitherDoesNotSettle() {
        see(0.55, 0.5, 50);

        assertThat(vote.winner()).isEmpty();
    }

    @Test
    void lowScoringObservationsVoteButAreNoSightings() {
        for (int i = 0; i < 20; i++) {
            nanos += 200_000_000;
            vote.add(new Observation(BOX, 0.4, 0), false, nanos);
        }

        assertThat(vote.winner()).isEmpty();
    }

    @Test
    void aChangeTakesEightSightingsAtFiveASecond() {
        see(0.9, 0, 20);

        see(0, 0.9, 7);
        assertThat(vote.winner()).contains(FACEMASK);

        see(0, 0.9, 1);
        assertThat(vote.winner()).contains(NO_FACEMASK);
    }

    @Test
    void atTwentyFiveASecondAChangeTakesAsLong() {
        for (int i = 0; i < 100; i++) {
            nanos += 40_000_000;
            vote.add(new Observation(BOX, 0.9, 0), true, nanos);
        }
        int sightings = 0;
        while (vote.winner().get() == FACEMASK) {
            nanos += 40_000_000;
            vote.add(new Observation(BOX, 0, 0.9), true, nanos);
            sightings++;
        }

        // 0.8^(t/0.2 s) = 0.2 at t = 1.44 s; rounding of the share allows a sighting less.
        assertThat(sightings).isBetween(35, 37);
    }

    @Test
    void evenAShareOfOneCanBeReached() {
        var strict = new LabelVote(3, 1);
        strict.add(new Observation(BOX, 0, 0.9), true, 0);
        for (int i = 1; i <= 30; i++) {
            strict.add(new Observation(BOX, 0.9, 0), true, i * 200_000_000L);
        }

        assertThat(strict.winner()).contains(FACEMASK);
    }

    private void see(double facemask, double noFacemask, int times) {
        for (int i = 0; i < times; i++) {
            nanos += 200_000_000;
            vote.add(new Observation(BOX, facemask, noFacemask), true, nanos);
        }
    }
}
