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

    private static final Duration LONGEST = Duration.ofDays(1);

    public Sampling {
        if (!(rate >= 0 && rate <= 1000)) {
            throw new IllegalArgumentException("rate: expected 0 (every picture) to 1000, found " + rate);
        }
        if (floor.compareTo(SPARSE_MOST) < 0 || floor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "floor: expected at least " + SPARSE_MOST + " and at most a day, found " + floor);
        }
    }

    /** The longest time between two pictures that are wanted, beyond the time between two that come. */
    public Duration gap(Attention attention) {
        return switch (attention) {
            case EVERY -> Duration.ZERO;
            case ENOUGH -> rate > 0 ? Duration.ofNanos((long) Math.min(1e9 / rate, LONGEST.toNanos())) : Duration.ZERO;
            case SPARSE -> floor.plus(floor.dividedBy(3));
        };
    }

    /** The longest {@link #gap} there is. */
    public Duration longestGap() {
        var enough = gap(Attention.ENOUGH);
        var sparse = gap(Attention.SPARSE);
        return enough.compareTo(sparse) > 0 ? enough : sparse;
    }

    /** Every picture; sparse looks at least every two seconds. */
    public static Sampling every() {
        return new Sampling(0, Duration.ofSeconds(2));
    }
}
