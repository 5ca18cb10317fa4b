package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.Accelerator;
import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.RawEngine;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where there is a GPU that cannot be used yet: at boot the driver may come up later than the gateway. Looks for it again
 * after waits that grow, on one thread, which a driver that hangs holds up alone; from then on {@link TensorRtAccelerator}
 * does the rest.
 */
final class LateAccelerator implements Accelerator {
    private static final System.Logger LOG = System.getLogger(LateAccelerator.class.getName());

    private final Supplier<Gpu> probe;
    private final Function<Gpu.Present, TensorRtAccelerator> found;
    private final Retry retry;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String reason;
    private volatile @Nullable TensorRtAccelerator accelerator;

    /**
     * @param reason why it cannot be used now
     * @param found makes what is started when it can
     */
    LateAccelerator(String reason, Supplier<Gpu> probe, Function<Gpu.Present, TensorRtAccelerator> found, Retry retry) {
        this.reason = reason;
        this.probe = probe;
        this.found = found;
        this.retry = retry;
    }

    /** Looks for it in the background. */
    void start() {
        Thread.ofPlatform().daemon().name("gpu-late").start(this::work);
    }

    private void work() {
        try {
            while (true) {
                var wait = retry.next();
                if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
                if (look()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it was found and is made use of. What breaks here, for want of memory for one, may work the next time. */
    private boolean look() {
        try {
            return switch (probe.get()) {
                case Gpu.Absent absent -> {
                    reason = absent.reason();
                    yield false;
                }
                case Gpu.Present gpu -> {
                    LOG.log(System.Logger.Level.INFO, "GPU, later than the start: {0}", gpu.text());
                    begin(gpu);
                    yield true;
                }
            };
        } catch (RuntimeException | Error e) {
            String broken = "looking for the GPU failed: " + e;
            LOG.log(
                    broken.equals(reason) ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
                    "looking for the GPU failed, the CPU serves",
                    e);
            reason = broken;
            return false;
        }
    }

    private synchronized void begin(Gpu.Present gpu) {
        if (closed.getCount() > 0) {
            var fresh = found.apply(gpu);
            fresh.start();
            accelerator = fresh;
        }
    }

    @Override
    public @Nullable RawEngine engine() {
        var now = accelerator;
        return now == null ? null : now.engine();
    }

    @Override
    public void failed(RawEngine engine, EngineFault fault) {
        var now = accelerator;
        if (now != null) {
            now.failed(engine, fault);
        }
    }

    @Override
    public EngineStatus status() {
        var now = accelerator;
        return now == null ? EngineStatus.cpu("", reason + "; it is looked for again") : now.status();
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        var now = accelerator;
        if (now != null) {
            now.close();
        }
    }
}
