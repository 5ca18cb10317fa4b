package io.maskgate.hw.video;

import java.time.Duration;

/**
 * How many pictures of a stream suffice.
 *
 * @param rate pictures a second where {@link Attention#ENOUGH} is paid; 0 is every picture
 * @param floor the longest time between two pictures where {@link Attention#SPARSE} is paid, and up to a third more
 *     where a key frame is expected
 */
public record Sampling(double rate, Duration floor) {
    /** Key frames that come closer than this are left out of sparse looks, as in streams that have no others. */
    public static final Duration SPARSE_MOST = Duration.ofMillis(500);

    public Sampling {
        if (!(rate >= 0 && rate <= 1000)) {
            throw new IllegalArgumentException("rate: expected 0 (every picture) to 1000, found " + rate);
        }
        if (floor.compareTo(SPARSE_MOST) < 0 || floor.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "floor: expected at least " + SPARSE_MOST + " and at most a day, found " + floor);
        }
    }

    /** Every picture; sparse looks at least every two seconds. */
    public static Sampling every() {
        return new Sampling(0, Duration.ofSeconds(2));
    }
}
