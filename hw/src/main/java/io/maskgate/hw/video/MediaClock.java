package io.maskgate.hw.video;

import java.time.Instant;

/** The two clocks frame times are taken from. Thread-safe; never throws. */
public interface MediaClock {
    /** Nanoseconds of a clock that never steps; only differences mean anything. */
    long nanos();

    Instant wall();

    static MediaClock system() {
        return new MediaClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant wall() {
                return Instant.now();
            }
        };
    }
}
