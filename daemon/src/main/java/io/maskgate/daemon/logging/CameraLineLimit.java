package io.maskgate.daemon.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Keeps one camera from filling the log: a burst of lines, then one now and then. What is left out is counted and told with
 * the next line. Lines that are of no camera pass. Not thread-safe.
 */
final class CameraLineLimit {
    static final int BURST = 30;
    /** One more line for each of these. */
    static final long REFILL_NANOS = 2_000_000_000L;

    /** More cameras than a configuration can have. */
    private static final int MOST = 512;

    private static final Pattern OF_CAMERA = Pattern.compile("camera ([A-Za-z0-9_-]{1,64}): .*", Pattern.DOTALL);

    private final LongSupplier clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST;
        }
    };

    private static final class Bucket {
        long left = BURST;
        long filled;
        long missed;
    }

    /** @param clock nanoseconds, as {@link System#nanoTime()} */
    CameraLineLimit(LongSupplier clock) {
        this.clock = clock;
    }

    /** The camera a message is of. */
    static Optional<String> camera(String message) {
        var camera = OF_CAMERA.matcher(message);
        return camera.matches() ? Optional.of(camera.group(1)) : Optional.empty();
    }

    /** How many lines before this one were left out; empty when this one is, too. */
    OptionalLong pass(String message) {
        var camera = camera(message);
        if (camera.isEmpty()) {
            return OptionalLong.of(0);
        }
        long now = clock.getAsLong();
        var bucket = buckets.computeIfAbsent(camera.get(), _ -> {
            var fresh = new Bucket();
            fresh.filled = now;
            return fresh;
        });
        long more = (now - bucket.filled) / REFILL_NANOS;
        bucket.filled += more * REFILL_NANOS;
        bucket.left = Math.min(BURST, bucket.left + more);
        if (bucket.left == 0) {
            bucket.missed++;
            return OptionalLong.empty();
        }
        bucket.left--;
        long missed = bucket.missed;
        bucket.missed = 0;
        return OptionalLong.of(missed);
    }
}
