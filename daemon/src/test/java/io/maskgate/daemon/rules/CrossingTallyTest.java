package io.maskgate.daemon.rules;

import static io.maskgate.daemon.events.LineCrossing.Direction.IN;
import static io.maskgate.daemon.events.LineCrossing.Direction.OUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrossingTallyTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant EVENING = Instant.parse("2026-11-24T22:30:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T23:00:00Z");
    private static final List<LineCounter> LINES = List.of(new LineCounter(Scene.MIDDLE));

    private final CrossingTally tally = new CrossingTally();

    private RuleState.Crossings middle() {
        return tally.of(LINES).get("middle");
    }

    @Test
    void itCountsFromTheStartOfTheProgramAndThenFromMidnightOfTheWallClock() {
        tally.turn(EVENING, PARIS);
        tally.add("middle", IN);
        tally.turn(MIDNIGHT.minusSeconds(1), PARIS);
        tally.add("middle", IN);
        tally.add("middle", OUT);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(2, 1, EVENING));

        tally.turn(MIDNIGHT.plusSeconds(20), PARIS);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(0, 0, MIDNIGHT));
        tally.add("middle", OUT);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(0, 1, MIDNIGHT));
    }

    /** A box without a battery for its clock starts in 1970 and hears later what day it is. */
    @Test
    void whoHearsLaterWhatDayItIsDoesNotClaimToHaveCountedSinceMidnight() {
        tally.turn(Instant.EPOCH, PARIS);
        tally.add("middle", IN);
        tally.turn(EVENING, PARIS);

        assertThat(middle()).isEqualTo(new RuleState.Crossings(0, 0, EVENING));
    }

    @Test
    void aLineThatIsConfiguredNoMoreIsNotTold() {
        tally.turn(EVENING, PARIS);
        tally.add("gone", IN);

        assertThat(tally.of(LINES)).isEqualTo(Map.of("middle", new RuleState.Crossings(0, 0, EVENING)));
    }
}
