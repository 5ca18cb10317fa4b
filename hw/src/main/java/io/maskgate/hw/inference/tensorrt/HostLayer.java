package io.maskgate.hw.inference.tensorrt;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This host's layer: classes that are linked against NVIDIA's libraries are loaded with the first build or load. It knows
 * who uses the device.
 */
final class HostLayer implements NativeLayer {
    /** An engine that lost the device as well needs a batch to find out, and its thread a moment to free it. */
    private static final Duration OTHERS = Duration.ofSeconds(3);

    private final GpuProbe probe;
    private final Supplier<LinkedLayer> linked;
    private final DeviceUse use;
    private @Nullable LinkedLayer opened;

    HostLayer(GpuProbe probe, Supplier<LinkedLayer> linked, DeviceUse use) {
        this.probe = probe;
        this.linked = linked;
        this.use = use;
    }

    /** A lambda and no method reference, which would load the class at once. */
    static HostLayer ofThisHost() {
        return new HostLayer(GpuProbe.ofThisHost(), () -> new BytedecoLayer(), new DeviceUse(OTHERS));
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
        use.enter();
        try {
            return ready().build(order);
        } catch (LinkageError e) {
            throw unlinked(e);
        } finally {
            use.leave();
        }
    }

    @Override
    public NativeEngine load(byte[] plan, EngineShape shape) throws NativeFault {
        use.enter();
        boolean loaded = false;
        try {
            var engine = new CountedEngine(ready().load(plan, shape), use);
            loaded = true;
            return engine;
        } catch (LinkageError e) {
            throw unlinked(e);
        } finally {
            if (!loaded) {
                use.leave();
            }
        }
    }

    @Override
    public long epoch() {
        return use.epoch();
    }

    @Override
    public void reset(long lostIn) throws NativeFault {
        try {
            use.reset(lostIn, () -> open().reset());
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    private LinkedLayer ready() throws NativeFault {
        var layer = open();
        layer.context();
        return layer;
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
