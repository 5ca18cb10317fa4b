package io.maskgate.hw.inference.tensorrt;

/** Hears what is being done for an engine: a line at each step, since the builder itself tells nothing in between. */
@FunctionalInterface
public interface EngineProgress {
    /** What begins now, for instance {@code building tensorrt fp16, this takes minutes}; on the thread that does it. */
    void step(String text);
}
