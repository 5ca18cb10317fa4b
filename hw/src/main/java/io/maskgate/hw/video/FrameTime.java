package io.maskgate.hw.video;

import java.time.Instant;

/**
 * When a picture was taken, as well as a receiver can know.
 *
 * @param monotonicNanos in the domain of {@link MediaClock#nanos()}; strictly increasing within a source
 * @param wall the same instant on the wall clock
 */
public record FrameTime(long monotonicNanos, Instant wall) {}
