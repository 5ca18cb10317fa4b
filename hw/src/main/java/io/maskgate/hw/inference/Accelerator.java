package io.maskgate.hw.inference;

import org.jspecify.annotations.Nullable;

/**
 * Provides an engine faster than the CPU, when there is one. {@link #engine} and {@link #failed} are called by the
 * inference thread and return at once; the rest from any thread.
 */
public interface Accelerator extends AutoCloseable {
    /** The engine to use for the next batch; null while there is none. */
    @Nullable
    RawEngine engine();

    /** Takes back an engine that failed; it is never handed out again. */
    void failed(RawEngine engine, EngineFault fault);

    EngineStatus status();

    /** Lets go of everything; waits a short while for a native call that runs, and leaves it to itself then. */
    @Override
    void close();
}
