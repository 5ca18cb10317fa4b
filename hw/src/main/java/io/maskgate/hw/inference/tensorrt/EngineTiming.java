package io.maskgate.hw.inference.tensorrt;

import java.time.Duration;

/**
 * How long things may take, and when they are tried again.
 *
 * @param run of a batch
 * @param firstBuild until an engine is built again for which memory was short; twice as long each time
 * @param lastBuild no longer than this
 * @param look until it is looked again whether somebody has built such an engine by hand
 * @param lost how long a lost GPU is tried for until a new process is asked for
 */
record EngineTiming(
        Duration run,
        Duration firstRetry,
        Duration lastRetry,
        Duration firstBuild,
        Duration lastBuild,
        Duration look,
        Duration lost) {
    /** Leaves the rest of a second to the CPU, which repeats the batch. */
    private static final Duration RUN = Duration.ofMillis(600);

    static EngineTiming standard() {
        return new EngineTiming(
                RUN,
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofDays(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10));
    }
}
