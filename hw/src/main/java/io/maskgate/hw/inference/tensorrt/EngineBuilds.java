package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.EngineStatus.Event;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds engines into the cache. One thread at a time. */
final class EngineBuilds {
    private static final System.Logger LOG = System.getLogger(EngineBuilds.class.getName());
    /** A Jetson with 8 GB, shared by everything on it, gives the builder half a gigabyte so; a large GPU no more than one. */
    private static final long WORKSPACE_SHARE = 16;

    private static final long MOST_WORKSPACE = 1L << 30;

    private final NativeLayer layer;
    private final EnginePreparation.Parts parts;
    private @Nullable IOException unkept;

    EngineBuilds(NativeLayer layer, EnginePreparation.Parts parts) {
        this.layer = layer;
        this.parts = parts;
    }

    /** Another engine is prepared, whether it is built or not. */
    void begin() {
        unkept = null;
    }

    byte[] build(EngineKey key, byte[] onnx, EngineShape shape, EngineProgress progress) throws NativeFault {
        progress.step("building tensorrt " + key.precision().text() + " for "
                + parts.gpu().name() + ", this takes minutes");
        long start = System.nanoTime();
        NativeLayer.Built built;
        try {
            var timings = parts.cache().timings(parts.gpu());
            built = layer.build(new NativeLayer.BuildOrder(onnx, shape, workspaceBytes(), timings));
        } catch (NativeFault e) {
            parts.counters().add(Event.BUILD_FAILED);
            if (e.kind() == NativeFault.Kind.BUILD_OUT_OF_MEMORY) {
                parts.shortages().add(key, String.valueOf(e.getMessage()));
            }
            throw e;
        }
        parts.shortages().remove(key);
        parts.counters().add(Event.BUILD);
        LOG.log(
                System.Logger.Level.INFO,
                "built tensorrt {0} of {1} in {2} s, {3} kB",
                key.precision().text(),
                key.model(),
                (System.nanoTime() - start) / 1_000_000_000,
                built.plan().length / 1000);
        keep(key, built);
        return built.plan();
    }

    private void keep(EngineKey key, NativeLayer.Built built) {
        try {
            parts.cache().keep(key, built.plan());
        } catch (IOException e) {
            unkept = e;
            LOG.log(System.Logger.Level.WARNING, "the engine is not kept, and built again next time: {0}", e);
        }
        try {
            parts.cache().keepTimings(parts.gpu(), built.timingCache());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "what was measured is not kept, the next build takes longer: {0}", e);
        }
    }

    /** Why the engine in hand does not lie in the cache; empty where it does. */
    Optional<IOException> unkept() {
        return Optional.ofNullable(unkept);
    }

    private long workspaceBytes() {
        return Math.min(MOST_WORKSPACE, parts.gpu().memoryBytes() / WORKSPACE_SHARE);
    }
}
