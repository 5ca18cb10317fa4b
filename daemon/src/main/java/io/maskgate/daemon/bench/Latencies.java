package io.maskgate.daemon.bench;

import io.maskgate.daemon.events.MaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long after its frame each event came. Ends do not count: they wait on purpose. Thread-safe. */
public final class Latencies {
    private final List<Double> millis = new ArrayList<>();

    Latencies() {}

    /**
     * A distribution.
     *
     * @param p50 milliseconds within which half of the events came
     * @param p99 the same for 99 of 100; of fewer than 100 events the slowest
     */
    public record Summary(int events, double p50, double p99) {
        /** Whether {@code p99} is one, and not the slowest event. */
        public boolean showsPercentile() {
            return events >= 100;
        }
    }

    synchronized void take(MaskEvent event, Instant arrived) {
        if (event.type() != MaskEvent.Type.END) {
            millis.add(Duration.between(event.at(), arrived).toNanos() / 1e6);
        }
    }

    synchronized List<Double> millis() {
        return List.copyOf(millis);
    }

    static Optional<Summary> summary(List<Double> millis) {
        if (millis.isEmpty()) {
            return Optional.empty();
        }
        var sorted = millis.stream().sorted().toList();
        return Optional.of(new Summary(sorted.size(), rank(sorted, 50), rank(sorted, 99)));
    }

    /** The smallest value with at least {@code percent} of all values at or below it. */
    private static double rank(List<Double> sorted, int percent) {
        return sorted.get(Math.max(1, Math.ceilDiv(sorted.size() * percent, 100)) - 1);
    }
}
