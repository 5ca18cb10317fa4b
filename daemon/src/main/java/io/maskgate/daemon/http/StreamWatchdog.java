package io.maskgate.daemon.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A deadline on writing. A client that keeps its connection and stops reading would hold a thread for ever; interrupting a
 * virtual thread that is blocked on a socket closes the socket.
 */
final class StreamWatchdog implements AutoCloseable {
    private final Duration deadline;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-watchdog").factory());

    StreamWatchdog(Duration deadline) {
        this.deadline = deadline;
    }

    /** The same stream, unbuffered, each of whose writes ends within the deadline. Used on one virtual thread. */
    OutputStream guard(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Thread writer = Thread.currentThread();
                var timeout = timer.schedule(writer::interrupt, deadline.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    out.write(bytes, offset, length);
                    out.flush();
                } finally {
                    timeout.cancel(false);
                }
            }
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
