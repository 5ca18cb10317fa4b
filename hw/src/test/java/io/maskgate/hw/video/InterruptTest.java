package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often FFmpeg comes by, three times for each packet of UDP, and whether it is held up. Its clock is the test's. */
@Timeout(60)
class InterruptTest {
    private static final int A_MILLI = 1_000_000;

    private long nanos;

    private final MediaClock clock = new MediaClock() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH;
        }
    };

    private Interrupt interrupt(String url) throws VideoException {
        var spec = VideoSpec.of(VideoUrl.parse(url)).withTransport(Transport.UDP);
        return Interrupt.of(spec, clock, new Cancellation());
    }

    /** Held up by a millisecond at a time, what takes none of its own. */
    private Duration turns(Interrupt interrupt, int millis, int eachMilli) {
        long begin = System.nanoTime();
        for (int i = 0; i < millis; i++) {
            nanos += A_MILLI;
            for (int turn = 0; turn < eachMilli; turn++) {
                interrupt.check(MemorySegment.NULL);
            }
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /**
     * A key frame each second: of 4 packets a millisecond while it comes, then the others of 0.7. What was held up was lost
     * where the socket's buffer is small, and the group with it.
     */
    @ParameterizedTest
    @CsvSource({
        "a key frame of 300 kB on a line of 100 Mbit/s,   24, 27",
        "one of 900 kB,                                   72, 27",
        "one of 8 MB on a line of 1 Gbit/s,               70, 250",
        "pictures that are all alike and fill 100 Mbit/s, 1000, 27",
    })
    void aCameraIsNotHeldUp(String which, int millis, int eachMilli) throws Exception {
        try (var interrupt = interrupt("rtsp://camera/main")) {
            var took = Duration.ZERO;
            for (int second = 0; second < 5; second++) {
                took = took.plus(turns(interrupt, millis, eachMilli)).plus(turns(interrupt, 1000 - millis, 2));
            }
            assertThat(took).as(which).isLessThan(Duration.ofMillis(500));
        }
    }

    /** At 250,000 turns a second; what is held up still takes what a line of 100 Mbit/s brings, nine packets a millisecond. */
    @Test
    void whoTurnsInALoopIsHeldUpHoweverLittle() throws Exception {
        try (var interrupt = interrupt("rtsp://camera/main")) {
            turns(interrupt, 500, 250);

            assertThat(turns(interrupt, 100, 27)).isBetween(Duration.ofMillis(80), Duration.ofSeconds(2));
        }
    }

    /** Several of them share the cores with the detector, on a box that is slower than this one. */
    @Test
    void soIsALoopThatHasLittleOfItsCore() throws Exception {
        try (var interrupt = interrupt("rtsp://camera/main")) {
            turns(interrupt, 700, 45);

            assertThat(turns(interrupt, 100, 27)).isBetween(Duration.ofMillis(80), Duration.ofSeconds(2));
        }
    }

    /** By TLS all comes over TCP, whatever was asked for. */
    @Test
    void whereThereIsNoUdpNothingIs() throws Exception {
        try (var interrupt = interrupt("rtsps://camera/main")) {
            assertThat(turns(interrupt, 1000, 250)).isLessThan(Duration.ofMillis(500));
        }
    }
}
