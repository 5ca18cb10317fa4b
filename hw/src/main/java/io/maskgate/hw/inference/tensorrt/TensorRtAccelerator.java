package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.Accelerator;
import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.RawEngine;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Prepares an engine on a thread of its own while the CPU serves, hands it out when it is ready, takes it back when it
 * fails, and tries again after a wait that grows.
 */
final class TensorRtAccelerator implements Accelerator {
    private static final System.Logger LOG = System.getLogger(TensorRtAccelerator.class.getName());
    /** An engine that served for so long was good; a failure after that is a first one. */
    private static final Duration GOOD = Duration.ofMinutes(1);

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final EnginePreparation preparation;
    private final EngineProgress progress;
    private final EngineCounters counters;
    private final Retry retry;
    private final Duration look;
    private final LostGpu lost;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread worker;

    private volatile @Nullable GuardedEngine current;
    private volatile Said said = new Said(State.PREPARING, "", "TensorRT is being prepared; the CPU serves meanwhile");
    private @Nullable EngineFault fault;
    private boolean closed;
    /** Of the attempts since an engine served; the worker's own. */
    private String failure = "";

    /** What is told to everybody. */
    private record Said(State state, String serving, String detail) {}

    /**
     * @param look from one look at whether an engine that lacked memory was built by hand to the next
     * @param progress hears every step, besides the log
     */
    TensorRtAccelerator(
            EnginePreparation preparation,
            EngineCounters counters,
            Retry retry,
            Duration look,
            LostGpu lost,
            EngineProgress progress) {
        this.preparation = preparation;
        this.counters = counters;
        this.retry = retry;
        this.look = look;
        this.lost = lost;
        this.progress = progress;
        this.worker = Thread.ofPlatform().daemon().name("tensorrt-prepare").unstarted(this::work);
    }

    /** Prepares in the background. */
    void start() {
        worker.start();
    }

    @Override
    public @Nullable RawEngine engine() {
        return current;
    }

    @Override
    public EngineStatus status() {
        var now = said;
        return new EngineStatus(now.state(), now.serving(), now.detail(), counters.snapshot(), lost.fatal());
    }

    @Override
    public void failed(RawEngine engine, EngineFault reason) {
        lock.lock();
        try {
            if (engine != current) {
                return;
            }
            current = null;
            counters.add(Event.FALL_BACK);
            say(State.WAITING, "", String.valueOf(reason.getMessage()));
            fault = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        LOG.log(System.Logger.Level.ERROR, "the GPU failed, the CPU takes over: {0}", reason.getMessage());
    }

    private void work() {
        try {
            while (once()) {
                counters.add(Event.RETRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "TensorRT is given up, the CPU serves", e);
            say(State.DISABLED, "", "preparing TensorRT failed: " + e);
        }
    }

    /** One life of an engine; false when there will be no other. */
    private boolean once() throws InterruptedException {
        try {
            var engine = preparation.prepare(this::step);
            long since = System.nanoTime();
            var end = serve(engine);
            if (System.nanoTime() - since >= GOOD.toNanos()) {
                retry.reset();
            }
            preparation.takeBack(engine, end);
            return end != null && failed(String.valueOf(end.getMessage()));
        } catch (EngineRefused e) {
            LOG.log(
                    e.unexpected() ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
                    "TensorRT is not used, the CPU serves: {0}",
                    e.getMessage());
            say(State.DISABLED, "", String.valueOf(e.getMessage()));
            return false;
        } catch (NativeFault e) {
            tellFailure(String.valueOf(e.getMessage()), null);
            return e.kind() == NativeFault.Kind.BUILD_OUT_OF_MEMORY
                    ? failed(String.valueOf(e.getMessage()), preparation.untilBuild(), preparation::isBuiltByHand)
                    : failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | OutOfMemoryError e) {
            // The model's file on a disk that is gone for the moment, or no memory for a thread: that may pass as well.
            tellFailure(e.toString(), e);
            return failed(e.toString());
        }
    }

    private boolean failed(String reason) throws InterruptedException {
        return failed(reason, retry.next(), () -> false);
    }

    private boolean failed(String reason, Duration wait, BooleanSupplier sooner) throws InterruptedException {
        lost.failed(preparation.isDeviceGone(), reason);
        return pause(reason, wait, sooner);
    }

    /** The log says what changes; that the same happened again is counted. */
    private void tellFailure(String reason, @Nullable Throwable cause) {
        LOG.log(
                reason.equals(failure) ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
                "TensorRT cannot be prepared, the CPU serves: " + reason,
                cause);
        failure = reason;
    }

    private void step(String text) {
        say(State.PREPARING, "", text + EngineStatus.MEANWHILE);
        LOG.log(failure.isEmpty() ? System.Logger.Level.INFO : System.Logger.Level.DEBUG, "{0}", text);
        progress.step(text);
    }

    /** Hands the engine out until it fails or all ends; null in the latter case. */
    private @Nullable EngineFault serve(GuardedEngine engine) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (closed) {
                return null;
            }
            fault = null;
            say(State.ACCELERATED, engine.name(), "");
            counters.add(Event.SWAP);
            current = engine;
            failure = "";
            lost.back();
            LOG.log(System.Logger.Level.INFO, "{0} takes over from the CPU", engine.name());
            while (fault == null && !closed) {
                changed.await();
            }
            current = null;
            return fault;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits before another attempt; false when all ends meanwhile.
     *
     * @param sooner whether there is a reason not to wait any longer
     */
    private boolean pause(String reason, Duration wait, BooleanSupplier sooner) throws InterruptedException {
        say(State.WAITING, "", reason + "; tried again after " + wait.toMillis() / 1000.0 + " s");
        lock.lockInterruptibly();
        try {
            long start = System.nanoTime();
            long left = wait.toNanos();
            while (!closed && left > 0) {
                changed.awaitNanos(Math.min(left, look.toNanos()));
                left = sooner.getAsBoolean() ? 0 : wait.toNanos() - (System.nanoTime() - start);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void say(State state, String serving, String detail) {
        lock.lock();
        try {
            said = new Said(state, serving, detail);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the first attempt has ended, well or badly. */
    void awaitFirst() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (said.state() == State.PREPARING) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            current = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        preparation.abandon();
        try {
            // A build cannot be broken off: it is left to itself, and what it made is kept for the next start.
            if (worker.join(CLOSING)) {
                say(State.CPU, "", "TensorRT is not needed any more");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
