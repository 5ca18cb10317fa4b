package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.Accelerator;
import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.RawEngine;
import org.jspecify.annotations.Nullable;

/**
 * Where there is no GPU to use.
 *
 * @param reason one sentence for a person
 */
record NoAccelerator(String reason) implements Accelerator {
    @Override
    public @Nullable RawEngine engine() {
        return null;
    }

    @Override
    public void failed(RawEngine engine, EngineFault fault) {}

    @Override
    public EngineStatus status() {
        return EngineStatus.cpu("", reason);
    }

    @Override
    public void close() {}
}
