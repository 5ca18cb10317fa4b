package io.maskgate.hw.inference.tensorrt;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** This host's layer: classes that are linked against NVIDIA's libraries are loaded with the first build or load. */
final class HostLayer implements NativeLayer {
    private final GpuProbe probe;
    private final Supplier<LinkedLayer> linked;
    private @Nullable LinkedLayer opened;

    HostLayer(GpuProbe probe, Supplier<LinkedLayer> linked) {
        this.probe = probe;
        this.linked = linked;
    }

    /** A lambda and no method reference, which would load the class at once. */
    static HostLayer ofThisHost() {
        return new HostLayer(GpuProbe.ofThisHost(), () -> new BytedecoLayer());
    }

    @Override
    public Gpu probe() {
        return probe.probe();
    }

    @Override
    public boolean mayCome() {
        return Engines.hasDevice();
    }

    @Override
    public Built build(BuildOrder order) throws NativeFault {
        try {
            return open().build(order);
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    @Override
    public NativeEngine load(byte[] plan, EngineShape shape) throws NativeFault {
        try {
            return open().load(plan, shape);
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    @Override
    public void reset() throws NativeFault {
        try {
            open().reset();
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    private synchronized LinkedLayer open() {
        var layer = opened;
        if (layer == null) {
            layer = linked.get();
            opened = layer;
        }
        return layer;
    }

    private static NativeFault unlinked(LinkageError e) {
        return new NativeFault(
                NativeFault.Kind.REFUSED, "NVIDIA's libraries were found, and do not fit: " + e.getMessage(), e);
    }
}
