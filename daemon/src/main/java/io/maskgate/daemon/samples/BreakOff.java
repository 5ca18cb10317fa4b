package io.maskgate.daemon.samples;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a piece of work in order when the process is told to end, as by Ctrl-C or where its terminal is closed: the process
 * then waits until the work has seen it and cleared up.
 */
final class BreakOff implements AutoCloseable {
    /** Until the work has seen it: a piece takes a slow disk's fsync. One that hangs does not hold the process up for ever. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch seen = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("break-off").unstarted(this::end);
    private volatile boolean asked;

    private BreakOff() {}

    static BreakOff watch() {
        var watch = new BreakOff();
        Runtime.getRuntime().addShutdownHook(watch.hook);
        return watch;
    }

    private void end() {
        asked = true;
        try {
            if (seen.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                done.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws InterruptedIOException when the work is to end */
    void check() throws InterruptedIOException {
        if (asked) {
            seen.countDown();
            throw new InterruptedIOException("it was told to end");
        }
    }

    /** The work is done, or cleared up. */
    @Override
    public void close() {
        seen.countDown();
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endsAlready) {
            // The hook is what the process waits for, and has what it waits for.
        }
    }
}
