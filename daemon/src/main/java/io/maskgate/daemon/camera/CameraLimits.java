package io.maskgate.daemon.camera;

import java.time.Duration;

/**
 * The fixed numbers of the camera room, in one place so that tests can be quick.
 *
 * @param firstRetry the shortest wait after a failure
 * @param lastRetry the longest
 * @param refusedRetry the wait where user and password were refused several times: many cameras lock an account then
 * @param steadyAfter online for so long, a camera's back-off starts anew
 * @param opensAtOnce connections being opened at the same time
 * @param openHeld a connection being opened counts for so long at most
 * @param startSpread first connections are spread over this time
 * @param grace beyond its own deadline, a native call is given up after this
 * @param givenUpAtMost threads of one camera stuck at the same time before the process must be restarted
 * @param starvedFor without memory for a stream and without a camera online for so long, the process must be
 *     restarted
 * @param batch pictures inferred together at most
 * @param tick how often silent cameras' tracks are aged
 * @param check how often threads are looked after
 */
public record CameraLimits(
        Duration firstRetry,
        Duration lastRetry,
        Duration refusedRetry,
        Duration steadyAfter,
        int opensAtOnce,
        Duration openHeld,
        Duration startSpread,
        Duration grace,
        int givenUpAtMost,
        Duration starvedFor,
        int batch,
        Duration tick,
        Duration check) {
    public static CameraLimits standard() {
        return new CameraLimits(
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                4,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                3,
                Duration.ofMinutes(10),
                8,
                Duration.ofMillis(250),
                Duration.ofSeconds(1));
    }
}
