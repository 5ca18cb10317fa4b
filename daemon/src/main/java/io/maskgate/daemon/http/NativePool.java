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

/** Native work of requests on a few platform threads, since native calls would pin the virtual threads of requests. */
public final class NativePool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NativePool.class.getName());

    private final String name;
    private final Duration deadline;
    private final ThreadPoolExecutor pool;
    private final AtomicBoolean late = new AtomicBoolean();

    /**
     * @param name of the threads
     * @param threads pieces of work done together
     * @param queue pieces that may wait
     * @param deadline longest time for one, waiting included
     */
    public NativePool(String name, int threads, int queue, Duration deadline) {
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
        Future<T> future;
        try {
            future = pool.submit(work);
        } catch (RejectedExecutionException full) {
            return Optional.empty();
        }
        try {
            var result = future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (late.getAndSet(false)) {
                LOG.log(System.Logger.Level.INFO, "{0}: requests are served again", name);
            }
            return Optional.of(result);
        } catch (TimeoutException _) {
            if (!late.getAndSet(true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: a request''s work did not end within {1} s; until one does, clients hear 503",
                        name,
                        deadline.toSeconds());
            }
            return Optional.empty();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("native work for a request failed", failed.getCause());
        } finally {
            future.cancel(true);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
