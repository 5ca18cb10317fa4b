package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.RawEngine;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An engine behind a thread of its own, so that a GPU that hangs holds its caller no longer than the deadline. An engine
 * that failed or is overdue is never run again; its memory is freed by its own thread, as soon as the native call
 * returns.
 */
final class GuardedEngine implements RawEngine {
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final String name;
    private final EngineShape shape;
    private final NativeEngine engine;
    private volatile Duration deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Condition answered = lock.newCondition();
    private int pending;
    private @Nullable NativeFault fault;
    private boolean spent;
    private boolean closing;
    private boolean ended;

    /**
     * Owns the native engine from now on; only its own thread runs and closes it. Where none can be had, it is closed at
     * once.
     *
     * @param deadline of a run until {@link #serveWithin} sets another
     */
    GuardedEngine(String name, EngineShape shape, NativeEngine engine, Duration deadline) {
        this(name, shape, engine, deadline, Thread.ofPlatform().daemon().name("tensorrt-run")::start);
    }

    /** @param starting runs its argument on a thread of its own */
    GuardedEngine(String name, EngineShape shape, NativeEngine engine, Duration deadline, Executor starting) {
        this.name = name;
        this.shape = shape;
        this.engine = engine;
        this.deadline = deadline;
        boolean started = false;
        try {
            starting.execute(this::serve);
            started = true;
        } finally {
            if (!started) {
                engine.close();
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int maxBatch() {
        return shape.maxBatch();
    }

    @Override
    public FloatBuffer boxes() {
        return engine.boxes();
    }

    @Override
    public FloatBuffer scores() {
        return engine.scores();
    }

    /** The deadline from now on: one that lets the caller help itself in time. */
    void serveWithin(Duration each) {
        deadline = each;
    }

    @Override
    public void run(List<InputImage> batch) throws EngineFault {
        lock.lock();
        try {
            requireUsable();
            int bytes = Math.toIntExact(shape.imageBytes());
            for (int i = 0; i < batch.size(); i++) {
                engine.images().put(i * bytes, batch.get(i).pixels(), 0, bytes);
            }
            submit(batch.size());
        } finally {
            lock.unlock();
        }
    }

    /** Runs whatever lies in the input: once to load kernels, a second time to record graphs, before it matters. */
    void warmUp(int batch) throws EngineFault {
        lock.lock();
        try {
            requireUsable();
            submit(batch);
            submit(batch);
        } finally {
            lock.unlock();
        }
    }

    private void requireUsable() throws EngineFault {
        if (spent || closing) {
            throw new EngineFault(name + ": it is closed, or has failed before");
        }
    }

    private void submit(int batch) throws EngineFault {
        pending = batch;
        asked.signal();
        await();
        var failed = fault;
        if (failed != null) {
            spent = true;
            throw new EngineFault(name + ": " + failed.getMessage(), failed);
        }
    }

    private void await() throws EngineFault {
        long left = deadline.toNanos();
        try {
            while (pending != 0) {
                if (left <= 0) {
                    spent = true;
                    throw new EngineFault(name + ": no answer from the GPU within " + deadline.toMillis() + " ms");
                }
                left = answered.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            spent = true;
            Thread.currentThread().interrupt();
            throw new EngineFault(name + ": interrupted while it ran", e);
        }
    }

    private void serve() {
        lock.lock();
        try {
            while (!closing) {
                if (pending == 0) {
                    asked.awaitUninterruptibly();
                } else {
                    runOnce(pending);
                }
            }
        } finally {
            lock.unlock();
        }
        try {
            engine.close();
        } finally {
            lock.lock();
            ended = true;
            answered.signalAll();
            lock.unlock();
        }
    }

    /** Holds the lock before and after, not during the native call. */
    private void runOnce(int batch) {
        NativeFault failed = null;
        lock.unlock();
        try {
            engine.run(batch);
        } catch (NativeFault e) {
            failed = e;
        } catch (RuntimeException | Error e) {
            // No room for a native object, say. This thread must live on: nobody else may free the engine.
            failed = new NativeFault(NativeFault.Kind.FAILED, "the native layer broke: " + e, e);
        } finally {
            lock.lock();
        }
        fault = failed;
        pending = 0;
        answered.signalAll();
    }

    /** Whether its memory has been given back. */
    boolean freed() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Waits no longer than a second for a native call that runs; it frees the memory itself then, when it ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            asked.signal();
            long left = CLOSING.toNanos();
            while (!ended && left > 0) {
                left = answered.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
