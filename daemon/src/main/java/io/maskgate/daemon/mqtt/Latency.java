package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * From an event to the broker's word for it. Only what happened during this connection: a backlog says nothing of the
 * gateway's speed. Nor does what happened before the clock was set.
 */
final class Latency {
    /** By more than this a clock is set; by less it is kept right. */
    private static final Duration SET = Duration.ofSeconds(1);

    private final GatewayMetrics metrics;
    private final Clock clock;
    /** Since when the clock was not set, and when that was by the one nobody sets. */
    private Instant begin;

    private long beginNanos;

    Latency(GatewayMetrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        begin = clock.instant();
        beginNanos = System.nanoTime();
    }

    void observe(Waiting message) {
        var now = clock.instant();
        long nanos = System.nanoTime();
        var setBy = Duration.between(begin, now).minusNanos(nanos - beginNanos);
        if (setBy.abs().compareTo(SET) > 0) {
            begin = now;
            beginNanos = nanos;
        }
        var latency = Duration.between(message.at(), now);
        if (message.at().isAfter(begin) && latency.compareTo(SET.negated()) > 0) {
            metrics.eventLatencySeconds.observe(Math.max(0, latency.toNanos() / 1e9));
        }
    }
}
