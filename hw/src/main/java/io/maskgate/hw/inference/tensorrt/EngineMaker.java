package io.maskgate.hw.inference.tensorrt;

import java.util.Optional;

/**
 * Builds and loads engines. Calls may take as long as the hardware likes; whoever must not wait calls them on a thread of
 * their own.
 */
interface EngineMaker {
    /**
     * Builds an engine; minutes on a Jetson.
     *
     * @throws NativeFault {@link NativeFault.Kind#REFUSED} when the model cannot be built
     */
    Built build(BuildOrder order) throws NativeFault;

    /**
     * Loads an engine and allocates all it needs for every batch size.
     *
     * @throws NativeFault {@link NativeFault.Kind#REFUSED} when the plan is not for this GPU and version, or of other shapes
     */
    NativeEngine load(byte[] plan, EngineShape shape) throws NativeFault;

    /**
     * @param onnx the whole file; number formats are its own
     * @param workspaceBytes scratch memory the builder may use on the GPU
     * @param timingCache measurements of earlier builds on this GPU
     */
    record BuildOrder(byte[] onnx, EngineShape shape, long workspaceBytes, Optional<byte[]> timingCache) {}

    /**
     * @param plan the engine, serialised
     * @param timingCache measurements of this build and the earlier ones
     */
    record Built(byte[] plan, byte[] timingCache) {}
}
