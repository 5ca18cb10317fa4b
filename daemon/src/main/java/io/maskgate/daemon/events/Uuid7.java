package io.maskgate.daemon.events;

import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, 12 bits of counter, 62 random bits.
 *
 * <p>Ids of one generator increase strictly (section 6.2, method 1): the counter starts at a random value below 2048 in
 * each millisecond; when it overflows, and when the clock goes back, the time of the last id is used or advanced.
 * Thread-safe.
 */
public final class Uuid7 implements Supplier<UUID> {
    private static final int COUNTER_END = 1 << 12;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long millis = -1;
    private int counter;

    /** Takes {@code random} for itself: it is used under this object's lock. */
    public Uuid7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** An id greater than every one before it. */
    @Override
    public synchronized UUID get() {
        long now = clock.millis();
        if (now > millis) {
            advanceTo(now);
        } else if (++counter == COUNTER_END) {
            advanceTo(millis + 1);
        }
        return new UUID(millis << 16 | VERSION | counter, VARIANT | random.nextLong() & RANDOM_MASK);
    }

    private void advanceTo(long time) {
        millis = time;
        counter = random.nextInt(COUNTER_END / 2);
    }
}
