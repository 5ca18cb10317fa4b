package io.maskgate.daemon.http;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a detector on a few platform threads of its own, since native calls would pin the virtual threads of requests. A
 * full queue or a passed deadline is {@link StillDetector.Busy}.
 */
public final class PooledStillDetector implements StillDetector, AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final StillDetector detector;
    private final Duration deadline;
    private final ThreadPoolExecutor pool;

    /**
     * @param threads pictures looked at together
     * @param queue pictures that may wait
     * @param deadline longest time for one picture, waiting included
     */
    public PooledStillDetector(StillDetector detector, int threads, int queue, Duration deadline) {
        this.detector = detector;
        this.deadline = deadline;
        this.pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name("detect-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public DetectOutcome detect(byte[] image, boolean annotate) throws InterruptedException {
        Future<DetectOutcome> future;
        try {
            future = pool.submit(() -> detector.detect(image, annotate));
        } catch (RejectedExecutionException full) {
            return new Busy(RETRY_AFTER);
        }
        try {
            return future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return new Busy(RETRY_AFTER);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the detector failed on an uploaded picture", failed.getCause());
        } finally {
            future.cancel(true);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
