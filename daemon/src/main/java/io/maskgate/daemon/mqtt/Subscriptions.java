package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What is subscribed to at each connection, and what the broker has against it. One that does not allow a subscription may
 * refuse it, end the connection, or never answer; the last two would keep the gateway from ever delivering an event, so a
 * subscription at which that happened three times in a row is left out for an hour. Used by one thread.
 */
final class Subscriptions {
    private static final int FAILURES = 3;
    private static final Duration LEFT_OUT = Duration.ofHours(1);

    private final Duration deadline;
    private final GatewayMetrics metrics;
    private final LongSupplier nanoTime;
    /** By filter. */
    private final Map<String, Failed> failed = new HashMap<>();

    private final List<String> refused = new ArrayList<>();

    /** @param latest nanoseconds */
    private record Failed(int times, long latest) {}

    /**
     * @param deadline of each
     * @param nanoTime a clock that nobody sets
     */
    Subscriptions(Duration deadline, GatewayMetrics metrics, LongSupplier nanoTime) {
        this.deadline = deadline;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** A new connection, which knows of none. */
    void begin() {
        refused.clear();
    }

    /**
     * Blocks until the broker has answered; whether it lets us listen.
     *
     * @param what is to be heard there, in words
     * @param stored whether what the broker keeps is to come too
     */
    boolean make(Wire wire, String what, String filter, boolean stored) throws WireException, InterruptedException {
        if (isLeftOut(filter)) {
            refuse(
                    what,
                    filter,
                    "left out for an hour, since the broker answered it three times by ending the"
                            + " connection or not at all");
            return false;
        }
        try {
            var receipt = wire.subscribe(filter, stored, deadline);
            failed.remove(filter);
            if (receipt instanceof Wire.Receipt.Refused(int code)) {
                refuse(what, filter, Reasons.words(code));
                return false;
            }
            return true;
        } catch (WireException e) {
            failed.merge(
                    filter,
                    new Failed(1, nanoTime.getAsLong()),
                    (before, now) -> new Failed(before.times + 1, now.latest));
            throw new WireException(
                    e.kind(),
                    e.getMessage() + ", at the subscription to " + what + " (" + filter
                            + "); if that is so each time, the broker's access list does not allow it",
                    e);
        }
    }

    private boolean isLeftOut(String filter) {
        var before = failed.get(filter);
        if (before == null || before.times < FAILURES) {
            return false;
        }
        boolean over = nanoTime.getAsLong() - before.latest > LEFT_OUT.toNanos();
        if (over) {
            failed.put(filter, new Failed(FAILURES - 1, before.latest));
        }
        return !over;
    }

    private void refuse(String what, String filter, String why) {
        metrics.mqttFailures.labelValues("subscription").inc();
        refused.add(what + " at " + filter + " (" + why + ")");
    }

    /** In words; empty where it refused none. */
    String refused() {
        return refused.isEmpty()
                ? ""
                : "the broker does not let this gateway listen to " + String.join(", ", refused)
                        + "; allow it to read there in the broker's access list";
    }
}
