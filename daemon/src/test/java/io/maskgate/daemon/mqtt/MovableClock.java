package io.maskgate.daemon.mqtt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
final class MovableClock extends Clock {
    private final Instant begin;
    private volatile Instant now;

    MovableClock(Instant now) {
        this.now = now;
        begin = now;
    }

    /** What has passed, as by a clock that nobody sets. */
    long nanos() {
        return Duration.between(begin, now).toNanos();
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
