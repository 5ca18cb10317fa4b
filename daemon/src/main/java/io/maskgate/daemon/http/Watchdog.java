package io.maskgate.daemon.http;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Deadlines on reading and writing, which the server itself does not have: a client that keeps its connection and neither
 * sends nor reads would hold it for ever. Interrupting a virtual thread that is blocked on a socket closes the socket.
 */
final class Watchdog implements Http1ConnectionListener, AutoCloseable {
    private final HttpLimits limits;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("http-watchdog").factory());
    private final Map<ConnectionContext, ScheduledFuture<?>> headers = new ConcurrentHashMap<>();

    Watchdog(HttpLimits limits) {
        this.limits = limits;
        // What was in time is forgotten at once: each of a thousand requests would keep its connection for the
        // deadline.
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Interrupts the calling thread unless the result is closed in time. */
    Watch watch(Duration deadline) {
        Thread watched = Thread.currentThread();
        var timeout = timer.schedule(watched::interrupt, deadline.toMillis(), TimeUnit.MILLISECONDS);
        return () -> timeout.cancel(false);
    }

    /** The client must take what is written meanwhile. */
    Watch writing() {
        return watch(limits.write());
    }

    /** Deadlines that run now; for tests. */
    int running() {
        return timer.getQueue().size();
    }

    /** A deadline that ends when it is closed. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** The same stream, flushed with each write, each of which ends within the deadline. Used on one virtual thread. */
    OutputStream guard(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try (var _ = writing()) {
                    out.write(bytes, offset, length);
                    out.flush();
                }
            }
        };
    }

    /** The first line of a request is there: its headers must follow. */
    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        Thread watched = Thread.currentThread();
        headers.put(
                connection,
                timer.schedule(
                        () -> {
                            headers.remove(connection);
                            watched.interrupt();
                        },
                        limits.read().toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    @Override
    public void headers(ConnectionContext connection, Headers received) {
        var timeout = headers.remove(connection);
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
