package io.maskgate.hw.inference;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A model on an engine, before NMS. Confined to one thread at a time; owns its native memory, or borrows that of the
 * detector it came from.
 */
public interface RawEngine extends AutoCloseable {
    /** The engine and precision as a person reads it, for instance {@code tensorrt fp16}. */
    String name();

    /** Pictures it takes at once. */
    int maxBatch();

    /**
     * Runs one batch; the predictions then stand in {@link #boxes} and {@link #scores} until the next run.
     *
     * @param batch one to {@link #maxBatch} pictures, all of the model's size
     * @throws EngineFault when the engine gave no result in time; the engine is not to be used again
     */
    void run(List<InputImage> batch) throws EngineFault;

    /** {@code [N,A,4]}, x0 y0 x1 y1 in input pixels; absolute access only. */
    FloatBuffer boxes();

    /** {@code [N,A,2]}, probabilities in the order of {@link MaskLabel}; absolute access only. */
    FloatBuffer scores();

    @Override
    void close();
}
