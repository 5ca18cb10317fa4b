package io.maskgate.daemon.gateway;

import io.maskgate.daemon.systemd.ServiceManager;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks the service manager for time while something of the start takes its own, such as a large outbox on a slow card: who
 * is killed in the middle of it begins again from the start, for ever. Not without end, for it may as well hang.
 */
final class StartTime implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    /** Of the interval, for a machine that is busy. */
    private static final int ASKED = 3;
    /** A socket that takes nothing holds nobody up. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final ServiceManager manager;
    private final Duration interval;
    private final Duration longest;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("start-time").unstarted(this::ask);

    private StartTime(ServiceManager manager, Duration interval, Duration longest) {
        this.manager = manager;
        this.interval = interval;
        this.longest = longest;
    }

    static StartTime begin(ServiceManager manager) {
        return begin(manager, INTERVAL, LONGEST);
    }

    /** @param longest after which the manager has its way */
    static StartTime begin(ServiceManager manager, Duration interval, Duration longest) {
        var time = new StartTime(manager, interval, longest);
        if (manager.present()) {
            time.thread.start();
        }
        return time;
    }

    private void ask() {
        long begin = System.nanoTime();
        try {
            do {
                manager.extend(interval.multipliedBy(ASKED));
            } while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)
                    && System.nanoTime() - begin < longest.toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing of it comes after this. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (manager.present()) {
                thread.join(FAREWELL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
