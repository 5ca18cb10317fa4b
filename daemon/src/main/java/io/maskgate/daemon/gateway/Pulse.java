package io.maskgate.daemon.gateway;

import io.maskgate.daemon.systemd.ServiceManager;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps the service manager informed: ready, a status line, and a sign of life as long as nothing is stuck. */
final class Pulse implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pulse.class.getName());
    private static final Duration USUAL = Duration.ofSeconds(5);

    private final ServiceManager manager;
    private final Status status;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    Pulse(ServiceManager manager, Status status) {
        this.manager = manager;
        this.status = status;
        this.interval = manager.watchdogInterval()
                .map(watchdog -> watchdog.dividedBy(3))
                .filter(third -> third.compareTo(USUAL) < 0)
                .orElse(USUAL);
        this.thread = // Of its own: native calls that hold up the carriers of virtual threads must not look
                // like a dead process.
                Thread.ofPlatform().daemon().name("pulse").unstarted(this::beat);
    }

    void start() {
        if (manager.present()) {
            manager.ready();
            thread.start();
        }
    }

    private void beat() {
        try {
            do {
                tell();
            } while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        try {
            if (status.fatal().isEmpty()) {
                manager.watchdog();
            }
            manager.status(status.line());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the service manager was not told", e);
        }
    }

    @Override
    public void close() {
        manager.stopping();
        closed.countDown();
    }
}
