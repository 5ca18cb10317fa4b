package io.maskgate.hw.inference.tensorrt;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** A loaded engine with pinned buffers of the greatest batch. Confined to one thread at a time. */
interface NativeEngine extends AutoCloseable {
    /** uint8 {@code [N,H,W,3]}; absolute access only. */
    ByteBuffer images();

    /** float32 {@code [N,A,4]} of the last run; absolute access only. */
    FloatBuffer boxes();

    /** float32 {@code [N,A,2]} of the last run; absolute access only. */
    FloatBuffer scores();

    /** Copies in, runs, copies out, and waits for it. */
    void run(int batch) throws NativeFault;

    @Override
    void close();
}
