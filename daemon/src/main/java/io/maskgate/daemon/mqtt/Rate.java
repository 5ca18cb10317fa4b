package io.maskgate.daemon.mqtt;

import java.time.Duration;

/** Messages a second at most, and a window of them at once. Used by one thread; times are nanoseconds. */
final class Rate {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Pace pace;
    private double tokens;
    private long filledAt;

    Rate(Pace pace) {
        this.pace = pace;
    }

    /** A new connection. */
    void restart(long now) {
        tokens = pace.window();
        filledAt = now;
    }

    /** Time passes; whether one more may go. */
    boolean allows(long now) {
        tokens = Math.min(pace.window(), tokens + (now - filledAt) / (double) SECOND * pace.perSecond());
        filledAt = now;
        return !isSpent();
    }

    /** One goes. */
    void take() {
        tokens--;
    }

    boolean isSpent() {
        return tokens < 1;
    }

    /** Nanoseconds until one more may go. */
    long untilNext() {
        return isSpent() ? (long) ((1 - tokens) * SECOND / pace.perSecond()) + 1 : 0;
    }
}
