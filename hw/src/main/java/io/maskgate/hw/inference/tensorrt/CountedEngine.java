package io.maskgate.hw.inference.tensorrt;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** An engine that is counted among the users of the device until it is closed. */
final class CountedEngine implements NativeEngine {
    private final NativeEngine engine;
    private final DeviceUse use;
    private boolean closed;

    /** @param use already entered for it */
    CountedEngine(NativeEngine engine, DeviceUse use) {
        this.engine = engine;
        this.use = use;
    }

    @Override
    public ByteBuffer images() {
        return engine.images();
    }

    @Override
    public FloatBuffer boxes() {
        return engine.boxes();
    }

    @Override
    public FloatBuffer scores() {
        return engine.scores();
    }

    @Override
    public void run(int batch) throws NativeFault {
        engine.run(batch);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            engine.close();
        } finally {
            use.leave();
        }
    }
}
