package io.maskgate.daemon.bench;

import java.util.List;
import java.util.OptionalLong;

/**
 * What detections cost.
 *
 * @param model name and checkpoint
 * @param scale scaling of a full HD picture to the model's input
 * @param setups in the order they were asked for
 */
public record DetectReport(String model, Timing scale, List<Setup> setups) {
    /**
     * Wall time of one picture.
     *
     * @param samples measured
     * @param p50 milliseconds
     * @param p99 milliseconds
     */
    public record Timing(int samples, double p50, double p99) {}

    /**
     * Pictures given to the engine at once; times are those of the batch over its size.
     *
     * @param picture detecting, NMS included
     * @param outside of that what the engine did not take: checks, gathering, NMS, mapping to the picture
     * @param processor mean processor time of all threads, milliseconds: much the same on a busy machine, where the others
     *     are too long
     */
    public record Batch(int pictures, Timing picture, Timing outside, double processor) {}

    /**
     * One way of running the model.
     *
     * @param engine as the detector names it, with the precision
     * @param threads of one inference
     * @param load opening and warming up, milliseconds
     * @param memory bytes that a process which only detects holds beyond one that does nothing; absent where it was not
     *     asked for or /proc does not tell
     */
    public record Setup(String engine, int threads, double load, List<Batch> batches, OptionalLong memory) {
        public Setup {
            batches = List.copyOf(batches);
        }
    }

    public DetectReport {
        setups = List.copyOf(setups);
    }

    /** Share of scaling and of all that is not the engine in a picture of its own, from 0 to 1. */
    public double outsideShare(Setup setup) {
        var single = setup.batches().getFirst();
        // Two medians of different runs: that of a part may be above that of the whole.
        return Math.min(
                1,
                (scale.p50() + single.outside().p50())
                        / (scale.p50() + single.picture().p50()));
    }
}
