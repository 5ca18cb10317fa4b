package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameTimelineTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final long MILLI = 1_000_000;

    private final ManualClock clock = new ManualClock();

    private static final class ManualClock implements MediaClock {
        private long nanos = 5_000 * MILLI;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant wall() {
            return START.plusNanos(nanos);
        }

        void advance(long millis) {
            nanos += millis * MILLI;
        }
    }

    private static long millis(FrameTime time) {
        return time.monotonicNanos() / MILLI;
    }

    @Test
    void liveTimesFollowTheStampsAndNotTheJitterOfArrival() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.LIVE);
        assertThat(millis(timeline.next(0, 0))).isEqualTo(5_000);
        clock.advance(70);
        assertThat(millis(timeline.next(40 * MILLI, 0))).isEqualTo(5_040);
        clock.advance(10);
        var third = timeline.next(80 * MILLI, 0);
        assertThat(millis(third)).isEqualTo(5_080);
        assertThat(third.wall()).isBetween(START.plusMillis(5_080), START.plusMillis(5_081));
    }

    /** After 2.3 years at 30 a second. */
    @Test
    void aLivePictureIsDatedByItsPacketHoweverManyCameBefore() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.LIVE, Integer.MAX_VALUE - 1);
        for (long stamp = 0; stamp < 4; stamp++) {
            timeline.arrived(stamp * 40 * MILLI);
            assertThat(millis(timeline.next(stamp * 40 * MILLI, 0))).isEqualTo(5_000 + stamp * 40);
            clock.advance(40);
        }
        timeline.arrived(160 * MILLI);
        clock.advance(2_000);
        assertThat(millis(timeline.next(160 * MILLI, 0))).isEqualTo(5_160);
        assertThat(timeline.jumps()).isZero();
    }

    @Test
    void aLivePictureNeverComesFromTheFuture() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.LIVE);
        timeline.next(0, 0);
        clock.advance(1);
        assertThat(timeline.next(40 * MILLI, 0).monotonicNanos()).isLessThanOrEqualTo(clock.nanos());
        assertThat(timeline.jumps()).isZero();
    }

    @Test
    void aLiveJumpOfStampsIsAnchoredAtNowAndCounted() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.LIVE);
        timeline.next(0, 0);
        clock.advance(40);
        assertThat(millis(timeline.next(Duration.ofHours(26).toNanos(), 0))).isEqualTo(5_040);
        clock.advance(40);
        assertThat(millis(timeline.next(12 * MILLI, 0))).isEqualTo(5_080);
        assertThat(timeline.jumps()).isEqualTo(2);
    }

    /** Whoever judges tracks by these times would take more for two seconds without a look. */
    @Test
    void aCameraThatCountsTooFewSecondsMakesNoJumpAsLongAsTheOneThatEndsATrack() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.LIVE);
        long stamp = 0;
        long last = timeline.next(stamp, 0).monotonicNanos();
        long longest = 0;
        for (int i = 0; i < 200; i++) {
            clock.advance(100);
            stamp += 40 * MILLI;
            long now = timeline.next(stamp, 0).monotonicNanos();
            longest = Math.max(longest, now - last);
            last = now;
        }
        assertThat(timeline.jumps()).isPositive();
        assertThat(longest).isLessThan(1_800 * MILLI);
    }

    @Test
    void aCameraClockThatRunsSlowIsFollowed() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.LIVE);
        long stamp = 0;
        FrameTime last = timeline.next(stamp, 0);
        for (int i = 0; i < 40_000; i++) {
            clock.advance(40);
            stamp += 40 * MILLI - 8_000;
            last = timeline.next(stamp, 0);
        }
        // 200 ppm over 27 minutes are 320 ms; the creep holds the lag at 8 us x 1024.
        assertThat(clock.nanos() - last.monotonicNanos()).isBetween(0L, 20 * MILLI);
        assertThat(timeline.jumps()).isZero();
    }

    @Test
    void fileTimesFollowTheStampsHoweverFastTheFileIsRead() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.FILE);
        assertThat(millis(timeline.next(1_000 * MILLI, 0))).isEqualTo(5_000);
        var second = timeline.next(6_000 * MILLI, 0);
        assertThat(millis(second)).isEqualTo(10_000);
        assertThat(second.wall()).isEqualTo(START.plusMillis(10_000));
    }

    @Test
    void aFileWhoseStampsStartAnewContinuesOneFrameLater() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.FILE);
        timeline.next(0, 100 * MILLI);
        timeline.next(100 * MILLI, 100 * MILLI);
        assertThat(millis(timeline.next(0, 100 * MILLI))).isEqualTo(5_200);
        assertThat(millis(timeline.next(Duration.ofHours(1).toNanos(), 100 * MILLI)))
                .isEqualTo(5_300);
        assertThat(millis(timeline.next(FrameTimeline.NO_STAMP, 0))).isEqualTo(5_340);
        assertThat(timeline.jumps()).isEqualTo(2);
    }

    /** Whether a packet is decoded goes by its time, and where none is, no picture moves it. */
    @Test
    void packetsOfAFileGoOnAfterAGapThoughNoPictureIsDecoded() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.FILE);
        long hour = Duration.ofHours(1).toMillis();
        timeline.next(0, 0);
        assertThat(timeline.peek(2_000 * MILLI)).isEqualTo(7_000 * MILLI);
        assertThat(timeline.peek((hour + 10) * MILLI)).isEqualTo(7_040 * MILLI);
        assertThat(timeline.peek((hour + 510) * MILLI)).isEqualTo(7_540 * MILLI);
        assertThat(timeline.peek(2_040 * MILLI)).as("the gap was one packet's").isEqualTo(7_040 * MILLI);
        assertThat(timeline.peek((hour + 550) * MILLI)).isEqualTo(7_580 * MILLI);
        assertThat(timeline.jumps()).as("of pictures").isZero();

        assertThat(millis(timeline.next((hour + 550) * MILLI, 0))).isEqualTo(7_620);
        assertThat(timeline.peek((hour + 590) * MILLI)).isEqualTo(7_660 * MILLI);
        assertThat(timeline.jumps()).isEqualTo(1);
    }

    @Test
    void aPacketOfAFileWhoseStampsStartAnewIsDueAtOnce() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.FILE);
        timeline.next(Duration.ofMinutes(10).toNanos(), 0);
        timeline.peek(Duration.ofMinutes(11).toNanos());
        assertThat(timeline.peek(0)).isLessThan(5_000 * MILLI);
        assertThat(millis(timeline.next(0, 0))).isEqualTo(65_040);
        assertThat(timeline.peek(500 * MILLI)).isEqualTo(65_540 * MILLI);
    }

    private FrameTime comesAndIsShown(FrameTimeline timeline, long millis) {
        timeline.arrived(millis * MILLI);
        return timeline.next(millis * MILLI, 0);
    }

    @Test
    void picturesOfASegmentComeAtOnceAndAreDueOneAfterTheOther() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.SEGMENTS);
        assertThat(millis(comesAndIsShown(timeline, 700))).isEqualTo(5_000);
        assertThat(millis(comesAndIsShown(timeline, 740))).isEqualTo(5_040);
        var third = comesAndIsShown(timeline, 780);
        assertThat(millis(third)).isEqualTo(5_080);
        assertThat(third.wall()).isEqualTo(START.plusMillis(5_080));
        assertThat(timeline.peek(820 * MILLI)).isEqualTo(5_120 * MILLI);
        // The next segment is late, but less than a second and a half.
        clock.advance(1_000);
        assertThat(millis(comesAndIsShown(timeline, 820))).isEqualTo(5_120);
        assertThat(timeline.jumps()).isZero();
    }

    @Test
    void segmentsThatWereMissedAreNotWaitedForAndLateOnesDoNotStayLate() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.SEGMENTS);
        comesAndIsShown(timeline, 0);
        clock.advance(40);
        assertThat(millis(comesAndIsShown(timeline, 20_000))).isEqualTo(5_040);
        assertThat(millis(comesAndIsShown(timeline, 20_040))).isEqualTo(5_080);
        assertThat(timeline.jumps()).isEqualTo(1);
        clock.advance(3_000);
        assertThat(millis(comesAndIsShown(timeline, 20_080))).isEqualTo(8_040);
        assertThat(timeline.jumps()).isEqualTo(2);
        // The stamps begin anew while pictures are still to be shown, the last at 9,040 less a sixteenth of a second.
        comesAndIsShown(timeline, 21_080);
        assertThat(millis(comesAndIsShown(timeline, 0))).isEqualTo(9_017);
    }

    /** At 25 pictures a second, each asked for when the one before it is due. */
    private long[] secondsOfSegments(FrameTimeline timeline, long from, int seconds, long tardy) {
        long stamp = from;
        long due = 0;
        for (int i = 0; i < seconds * 25; i++) {
            stamp += 40;
            due = millis(comesAndIsShown(timeline, stamp));
            clock.advance(Math.max(0, due + tardy - clock.nanos() / MILLI));
        }
        return new long[] {stamp, due - stamp};
    }

    @Test
    void whatAStallCostsIsMadeUpForWhereTheServerHasThePictures() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.SEGMENTS);
        var before = secondsOfSegments(timeline, 0, 2, 0);
        clock.advance(5_000);
        var after = secondsOfSegments(timeline, before[0], 1, 0);
        assertThat(after[1] - before[1]).as("of delay").isBetween(4_700L, 5_000L);

        var later = secondsOfSegments(timeline, after[0], 16 * 5, 0);

        assertThat(later[1]).isEqualTo(before[1]);
        assertThat(timeline.jumps()).isEqualTo(1);
    }

    @Test
    void aHiccupAfterAStallDoesNotMakeItsDelayStay() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.SEGMENTS);
        var before = secondsOfSegments(timeline, 0, 2, 0);
        clock.advance(5_000);
        var after = secondsOfSegments(timeline, before[0], 1, 0);
        clock.advance(600);
        // 4.9 s, of which a 256th of the time is taken back.
        var later = secondsOfSegments(timeline, after[0], 256 * 5, 0);
        assertThat(later[1]).isEqualTo(before[1]);
        assertThat(timeline.jumps()).isEqualTo(1);
    }

    @Test
    void aServerWhosePicturesComeAsTheyAreMadeIsNotHurried() {
        var timeline = new FrameTimeline(clock, FrameTimeline.Kind.SEGMENTS);
        var before = secondsOfSegments(timeline, 0, 2, 0);
        clock.advance(5_000);
        // From now on each comes 600 ms after it is due.
        var after = secondsOfSegments(timeline, before[0], 1, 600);
        var later = secondsOfSegments(timeline, after[0], 60, 600);
        assertThat(later[1]).isEqualTo(after[1]);
        assertThat(timeline.jumps()).isEqualTo(1);
    }

    @Property
    void timesStrictlyIncreaseWhateverTheStampsDo(
            @ForAll FrameTimeline.Kind kind,
            @ForAll @Size(min = 2, max = 60) List<@LongRange(min = -4_000_000_000L, max = 9_000_000_000L) Long> stamps,
            @ForAll @LongRange(min = 0, max = 3_000) long advance) {
        var ticking = new ManualClock();
        var timeline = new FrameTimeline(ticking, kind);
        long last = Long.MIN_VALUE;
        for (long stamp : stamps) {
            ticking.advance(advance);
            if (stamp % 5 != 0) {
                timeline.arrived(stamp);
            }
            long nanos = timeline.next(stamp % 7 == 0 ? FrameTimeline.NO_STAMP : stamp, 0)
                    .monotonicNanos();
            assertThat(nanos).isGreaterThan(last);
            last = nanos;
        }
    }
}
