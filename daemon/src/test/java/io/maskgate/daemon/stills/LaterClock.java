package io.maskgate.daemon.stills;

import io.maskgate.hw.video.MediaClock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine's clock, and so much later.
 *
 * @param passed nanoseconds
 */
record LaterClock(AtomicLong passed) implements MediaClock {
    @Override
    public long nanos() {
        return MediaClock.system().nanos() + passed.get();
    }

    @Override
    public Instant wall() {
        return MediaClock.system().wall();
    }
}
