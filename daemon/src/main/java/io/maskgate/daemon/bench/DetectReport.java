package io.maskgate.daemon.bench;

import java.util.List;

/**
 * What detections cost.
 *
 * @param model name and checkpoint
 * @param scale scaling of a full HD picture to the model's input
 * @param resident bytes that this process held before the model was loaded
 * @param residentLoaded bytes that it holds after all runs
 */
public record DetectReport(
        String model,
        String engine,
        int threads,
        Timing scale,
        List<Batch> batches,
        long resident,
        long residentLoaded) {
    /**
     * Wall time of one picture.
     *
     * @param samples measured
     * @param p50 milliseconds
     * @param p99 milliseconds
     */
    public record Timing(int samples, double p50, double p99) {}

    /** Pictures given to the engine at once; the time is that of the batch over its size, NMS included. */
    public record Batch(int pictures, Timing picture) {}

    public DetectReport {
        batches = List.copyOf(batches);
    }

    /** Share of scaling in scaling and detecting one picture, from 0 to 1. */
    public double scaleShare() {
        return scale.p50() / (scale.p50() + batches.getFirst().picture().p50());
    }
}
