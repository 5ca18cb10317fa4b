package io.maskgate.tests.fuzz;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs each case on a thread of its own and says where it is when it does not come back. Such a thread is left behind, since
 * nothing ends it; the next case gets another. Not thread-safe.
 */
final class Deadline {
    private final Duration limit;
    private final int stackBytes;
    private final SynchronousQueue<Runnable> tasks = new SynchronousQueue<>();
    private @Nullable Thread worker;

    /** @param stackBytes of the thread, as the program's own have */
    Deadline(Duration limit, int stackBytes) {
        this.limit = limit;
        this.stackBytes = stackBytes;
    }

    <T> T within(Callable<T> body) throws Exception {
        var task = new FutureTask<T>(body);
        var thread = worker();
        try {
            tasks.put(task);
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            var where = thread.getStackTrace();
            worker = null;
            var hung = new AssertionError("not done after " + limit + "; see the stack below for where it is");
            hung.setStackTrace(where);
            throw hung;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                default -> throw e;
            }
        }
    }

    private Thread worker() {
        var current = worker;
        if (current == null || !current.isAlive()) {
            current = new Thread(null, this::work, "fuzz", stackBytes);
            current.setDaemon(true);
            current.start();
            worker = current;
        }
        return current;
    }

    private void work() {
        var own = Thread.currentThread();
        try {
            while (own == Thread.currentThread()) {
                tasks.take().run();
            }
        } catch (InterruptedException _) {
            own.interrupt();
        }
    }
}
