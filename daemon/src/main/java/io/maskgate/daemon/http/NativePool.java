package io.maskgate.daemon.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Native work of requests on a few platform threads, since native calls would pin the virtual threads of requests. */
public final class NativePool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NativePool.class.getName());

    /** Work that is late again meanwhile is no news. */
    static final Duration TOLD_AGAIN = Duration.ofHours(1);

    private static final long NEVER = Long.MIN_VALUE;

    private final String name;
    private final Duration deadline;
    private final ThreadPoolExecutor pool;
    private final LongSupplier nanos;
    private final AtomicLong lastTold = new AtomicLong(NEVER);
    /** That work was late, and not yet that it is over. */
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * @param name of the threads
     * @param threads pieces of work done together
     * @param queue pieces that may wait
     * @param deadline longest time for one, waiting included
     */
    public NativePool(String name, int threads, int queue, Duration deadline) {
        this(name, threads, queue, deadline, System::nanoTime);
    }

    /** @param nanos the time */
    NativePool(String name, int threads, int queue, Duration deadline, LongSupplier nanos) {
        this.nanos = nanos;
        this.name = name;
        this.deadline = deadline;
        this.pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Does the work and waits for it; empty where the queue is full or the deadline passed, which interrupts its thread.
     *
     * @throws IllegalStateException where the work failed; its exception is the cause
     */
    public <T> Optional<T> call(Callable<T> work) throws InterruptedException {
        return call(work, deadline);
    }

    /** As {@link #call(Callable)} within what is left of the deadline, for who has waited for something else before. */
    public <T> Optional<T> call(Callable<T> work, Duration left) throws InterruptedException {
        Future<T> future;
        try {
            future = pool.submit(work);
        } catch (RejectedExecutionException full) {
            return Optional.empty();
        }
        try {
            var result = future.get(left.toNanos(), TimeUnit.NANOSECONDS);
            if (told.getAndSet(false)) {
                LOG.log(System.Logger.Level.INFO, "{0}: a request''s work has ended in time again", name);
            }
            return Optional.of(result);
        } catch (TimeoutException _) {
            late();
            return Optional.empty();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("native work for a request failed", failed.getCause());
        } finally {
            future.cancel(true);
        }
    }

    /** Longest time for one piece of work, waiting included. */
    public Duration deadline() {
        return deadline;
    }

    /** Where one comes in time and the next does not, as on several threads, each would be news. */
    private void late() {
        long now = nanos.getAsLong();
        long before = lastTold.get();
        if ((before == NEVER || now - before >= TOLD_AGAIN.toNanos()) && lastTold.compareAndSet(before, now)) {
            told.set(true);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: a request''s work did not end within {1} s, so that its client heard 503; the like are not told"
                            + " for the next hour",
                    name,
                    deadline.toSeconds());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
