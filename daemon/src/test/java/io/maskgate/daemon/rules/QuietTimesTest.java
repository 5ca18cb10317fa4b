package io.maskgate.daemon.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.Days;
import io.maskgate.daemon.config.RuleKeys;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietTimesTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private static QuietTimes nights(DayOfWeek first, DayOfWeek last, String from, String to) {
        var days = new Days(EnumSet.range(first, last));
        return new QuietTimes(
                List.of(new RuleKeys.QuietHours(days, LocalTime.parse(from), LocalTime.parse(to), true)), PARIS);
    }

    /** Monday 2026-11-23 to Sunday 2026-11-29. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T21:59:59, false",
        "2026-11-23T22:00:00, true",
        "2026-11-24T05:59:59, true",
        "2026-11-24T06:00:00, false",
        // The night from Friday belongs to Friday, the one from Saturday to nobody.
        "2026-11-28T03:00:00, true",
        "2026-11-28T23:00:00, false",
        "2026-11-23T03:00:00, false"
    })
    void quietHoursOverMidnightBelongToTheDayOnWhichTheyBegin(String local, boolean quiet) {
        var times = nights(DayOfWeek.MONDAY, DayOfWeek.FRIDAY, "22:00", "06:00");
        assertThat(times.quiet(ZonedDateTime.parse(local + "+01:00").toInstant()))
                .isEqualTo(quiet);
        assertThat(times.silent(ZonedDateTime.parse(local + "+01:00").toInstant()))
                .isFalse();
    }

    /** In Paris the clock goes from 02:00 to 03:00 on 2026-03-29 and from 03:00 back to 02:00 on 2026-10-25. */
    @ParameterizedTest
    @CsvSource({
        // 02:30 does not exist: it is 03:00, to which the clock jumps.
        "2026-03-29T00:59:59Z, false",
        "2026-03-29T01:00:00Z, true",
        "2026-03-29T03:59:59Z, true",
        "2026-03-29T04:00:00Z, false",
        // 02:30 comes twice: quiet from the first, for an hour longer.
        "2026-10-25T00:29:59Z, false",
        "2026-10-25T00:30:00Z, true",
        "2026-10-25T01:15:00Z, true",
        "2026-10-25T04:59:59Z, true",
        "2026-10-25T05:00:00Z, false"
    })
    void theClocksChangeMovesBeginAndEndWithTheWallClock(String instant, boolean quiet) {
        var times = nights(DayOfWeek.MONDAY, DayOfWeek.SUNDAY, "02:30", "06:00");
        assertThat(times.quiet(Instant.parse(instant))).isEqualTo(quiet);
    }

    /** The hands go over both at once. */
    @ParameterizedTest
    @CsvSource({
        // The hands stand at 03:00, which is after the end.
        "22:00, 02:30, 2026-03-29T00:59:59Z, true",
        "22:00, 02:30, 2026-03-29T01:00:00Z, false",
        // They stand at 03:14 and 03:15.
        "02:30, 03:15, 2026-03-29T01:14:59Z, true",
        "02:30, 03:15, 2026-03-29T01:15:00Z, false",
        // Never do they stand in between.
        "02:10, 02:50, 2026-03-29T00:59:59Z, false",
        "02:10, 02:50, 2026-03-29T01:00:00Z, false",
        "02:10, 02:50, 2026-03-29T01:20:00Z, false"
    })
    void aTimeThatTheClockLeavesOutIsTheOneItJumpsTo(String from, String to, String instant, boolean quiet) {
        var times = nights(DayOfWeek.MONDAY, DayOfWeek.SUNDAY, from, to);
        assertThat(times.quiet(Instant.parse(instant))).isEqualTo(quiet);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-22T23:00:00Z, true", "2026-11-23T22:59:59Z, true", "2026-11-23T23:00:00Z, false"})
    void aWholeDayIsFromMidnightToMidnight(String instant, boolean quiet) {
        var times = nights(DayOfWeek.MONDAY, DayOfWeek.MONDAY, "00:00", "00:00");
        assertThat(times.quiet(Instant.parse(instant))).isEqualTo(quiet);
    }

    /** Against the definition by the hands of the clock, in a week in which the clock is not moved. */
    @Property(tries = 300)
    void everyMinuteOfTheWeekIsAsTheClockSays(
            @ForAll @IntRange(max = 1439) int from,
            @ForAll @IntRange(max = 1439) int to,
            @ForAll DayOfWeek day,
            @ForAll @IntRange(max = 7 * 1440 - 1) int minute) {
        var times = nights(
                day,
                day,
                LocalTime.ofSecondOfDay(from * 60L).toString(),
                LocalTime.ofSecondOfDay(to * 60L).toString());
        var monday = ZonedDateTime.of(2026, 11, 23, 0, 0, 0, 0, PARIS);
        int begin = day.ordinal() * 1440 + from;
        int length = to > from ? to - from : to + 1440 - from;
        boolean expected = Math.floorMod(minute - begin, 7 * 1440) < length;
        assertThat(times.quiet(monday.plusMinutes(minute).toInstant())).isEqualTo(expected);
    }
}
