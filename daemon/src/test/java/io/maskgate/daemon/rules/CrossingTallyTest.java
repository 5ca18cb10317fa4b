package io.maskgate.daemon.rules;

import static io.maskgate.daemon.events.LineCrossing.Direction.IN;
import static io.maskgate.daemon.events.LineCrossing.Direction.OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.RuleKeys;
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

    private void at(Instant wall, long seconds) {
        tally.turn(wall, seconds * 1_000_000_000L, PARIS);
    }

    private RuleState.Crossings middle() {
        return tally.of(LINES).get("middle");
    }

    @Test
    void itCountsFromTheStartOfTheProgramAndThenFromMidnightOfTheWallClock() {
        at(EVENING, 0);
        tally.add("middle", IN);
        at(MIDNIGHT.minusSeconds(1), 1799);
        tally.add("middle", IN);
        tally.add("middle", OUT);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(2, 1, EVENING));

        at(MIDNIGHT.plusSeconds(20), 1820);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(0, 0, MIDNIGHT));
        tally.add("middle", OUT);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(0, 1, MIDNIGHT));
    }

    /** A box without a battery for its clock starts in 1970 and hears later what day it is. */
    @Test
    void whoHearsLaterWhatDayItIsDoesNotClaimToHaveCountedSinceMidnight() {
        at(Instant.EPOCH, 0);
        tally.add("middle", IN);
        at(EVENING, 20);

        assertThat(middle()).isEqualTo(new RuleState.Crossings(1, 0, EVENING.minusSeconds(20)));
    }

    /** One without a battery goes on from a power cut of the night until it hears the time. */
    @Test
    void whoWasOffOverMidnightCountsFromHisStart() {
        var monday = Instant.parse("2026-11-23T21:00:00Z");
        var morning = Instant.parse("2026-11-24T06:30:00Z");
        at(monday, 0);
        tally.add("middle", IN);
        at(morning, 20);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(1, 0, morning.minusSeconds(20)));

        at(morning.plusSeconds(1), 21);
        tally.add("middle", OUT);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(1, 1, morning.minusSeconds(20)));
    }

    @Test
    void whoWasOffWithinADayCountsFromHisStartByTheRightTime() {
        var night = Instant.parse("2026-11-24T02:00:00Z");
        var morning = Instant.parse("2026-11-24T08:00:00Z");
        at(night, 0);
        at(night.plusSeconds(10), 10);
        tally.begin("middle", night.plusSeconds(10));
        at(morning, 20);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(0, 0, morning.minusSeconds(10)));
        assertThat(tally.of(
                        List.of(new LineCounter(new RuleKeys.Line("other", Scene.MIDDLE.from(), Scene.MIDDLE.to())))))
                .containsValue(new RuleState.Crossings(0, 0, morning.minusSeconds(20)));
    }

    /** What was counted on both sides of midnight cannot be told apart. */
    @Test
    void whereTheClockWasWrongSinceYesterdayTheDayBeginsAnew() {
        var noon = Instant.parse("2026-11-23T11:00:00Z");
        var night = Instant.parse("2026-11-24T02:00:00Z");
        at(noon, 0);
        tally.add("middle", IN);
        at(noon.plusSeconds(4 * 3600), 4 * 3600);
        at(night, 4 * 3600 + 1);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(0, 0, night));
    }

    /** As after weeks without a time server: yesterday's last minute was counted for today's first. */
    @Test
    void aClockThatWasALittleFastLosesNoDay() {
        at(EVENING, 0);
        at(MIDNIGHT.plusSeconds(20), 1820);
        tally.add("middle", IN);
        at(MIDNIGHT.plusSeconds(20 + 36000 - 90), 1820 + 36000);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(1, 0, MIDNIGHT));
    }

    @Test
    void oneThatWasFastByMoreThanTenMinutesBeginsTheDayAnew() {
        at(EVENING, 0);
        at(MIDNIGHT.plusSeconds(20), 1820);
        tally.add("middle", IN);
        at(MIDNIGHT.plusSeconds(20 + 36000 - 601), 1820 + 36000);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(0, 0, MIDNIGHT.plusSeconds(20 + 36000 - 601)));
    }

    @Test
    void aPictureThatIsLateSetsNoClock() {
        at(EVENING, 0);
        tally.add("middle", IN);
        at(EVENING, 59);
        at(EVENING.plusSeconds(60), 60);
        assertThat(middle()).isEqualTo(new RuleState.Crossings(1, 0, EVENING));
    }

    @Test
    void aLineThatIsConfiguredNoMoreIsNotTold() {
        at(EVENING, 0);
        tally.add("gone", IN);

        assertThat(tally.of(LINES)).isEqualTo(Map.of("middle", new RuleState.Crossings(0, 0, EVENING)));
    }
}
