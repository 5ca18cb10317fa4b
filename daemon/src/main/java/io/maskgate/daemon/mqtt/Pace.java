package io.maskgate.daemon.mqtt;

import java.time.Duration;

/**
 * How fast and how patient the gateway is with the broker.
 *
 * @param firstBackoff ceiling of the first pause after a failure; doubles with each
 * @param maxBackoff ceiling of the longest
 * @param stableAfter a connection that held so long makes the next failure the first again
 * @param takenOver pause after another client with the same id pushed this one out
 * @param window messages in flight at most
 * @param perSecond messages a second at most, so that a backlog of days does not flood the broker
 * @param countsInterval least time between two counts of a camera
 * @param ackTimeout a connection whose oldest message waits so long for its PUBACK is given up
 */
record Pace(
        Duration firstBackoff,
        Duration maxBackoff,
        Duration stableAfter,
        Duration takenOver,
        int window,
        int perSecond,
        Duration countsInterval,
        Duration ackTimeout) {
    /** The window is below 20, the receive maximum mosquitto grants unless told otherwise. */
    static final Pace USUAL = new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            16,
            200,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));

    /** Until a topic that was refused is tried again, after so many refusals before. */
    Duration afterRefusals(int refusals) {
        var grown = firstBackoff.multipliedBy(1L << Math.min(refusals, 20));
        return grown.compareTo(maxBackoff) < 0 ? grown : maxBackoff;
    }

    /** How long so many events will take, as a sentence; empty where that is no time. */
    String forBacklog(long waiting) {
        return waiting <= window
                ? ""
                : " " + waiting + " events wait; at " + perSecond + " a second that takes " + (waiting / perSecond + 1)
                        + " s.";
    }

    /** The same with another rate. */
    Pace withPerSecond(int rate) {
        return new Pace(firstBackoff, maxBackoff, stableAfter, takenOver, window, rate, countsInterval, ackTimeout);
    }
}
