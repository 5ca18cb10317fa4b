package io.maskgate.daemon.gateway;

import io.maskgate.daemon.systemd.ServiceManager;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps the service manager informed: ready, a status line, and a sign of life as long as nothing is stuck. The log is told
 * why the process must be restarted, also where no service manager listens: what stands there is all that is left of it
 * afterwards.
 */
final class Pulse implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pulse.class.getName());
    private static final Duration USUAL = Duration.ofSeconds(5);

    private final ServiceManager manager;
    private final Supplier<Optional<String>> fatal;
    private final Supplier<String> line;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    /** Why it must be restarted, as the log was told last; the thread's own. */
    private Optional<String> logged = Optional.empty();

    /**
     * @param fatal why the process must be restarted; empty while it can go on
     * @param line for {@code systemctl status}; asks every room
     */
    Pulse(ServiceManager manager, Supplier<Optional<String>> fatal, Supplier<String> line) {
        this.manager = manager;
        this.fatal = fatal;
        this.line = line;
        this.interval = manager.watchdogInterval()
                .map(watchdog -> watchdog.dividedBy(3))
                .filter(third -> third.compareTo(USUAL) < 0)
                .orElse(USUAL);
        this.thread = // Of its own: native calls that hold up the carriers of virtual threads must not look
                // like a dead process.
                Thread.ofPlatform().daemon().name("pulse").unstarted(this::beat);
    }

    void start() {
        manager.ready();
        thread.start();
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
            var why = fatal.get();
            log(why);
            // A room that never answers holds this thread up, so that the watchdog fires.
            String words = line.get();
            if (why.isEmpty()) {
                manager.watchdog();
            }
            manager.status(why.map(text -> "must be restarted: " + text).orElse(words));
        } catch (RuntimeException | Error e) {
            // A moment without memory passes; where it does not, no beat feeds the watchdog.
            try {
                LOG.log(System.Logger.Level.ERROR, "the service manager was not told", e);
            } catch (Error _) {
                // No memory for a line either.
            }
        }
    }

    private void log(Optional<String> why) {
        if (why.isEmpty() && logged.isPresent()) {
            LOG.log(System.Logger.Level.INFO, "this process can go on, this is over: {0}", logged.get());
        } else if (!why.equals(logged)) {
            LOG.log(System.Logger.Level.ERROR, "this process must be restarted: {0}", why.orElseThrow());
        }
        logged = why;
    }

    @Override
    public void close() {
        manager.stopping();
        closed.countDown();
    }
}
