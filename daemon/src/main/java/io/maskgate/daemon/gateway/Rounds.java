package io.maskgate.daemon.gateway;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Small work that comes round: one thread, each task in turn; one that fails keeps nothing from the others. */
final class Rounds {
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

    private final Duration every;
    private final Map<String, Runnable> tasks = new LinkedHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("rounds").unstarted(this::go);

    Rounds(Duration every) {
        this.every = every;
    }

    /** Before the start. */
    void add(String name, Runnable task) {
        tasks.put(name, task);
    }

    void start() {
        thread.start();
    }

    private void go() {
        try {
            do {
                tasks.forEach(this::run);
            } while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(String name, Runnable task) {
        try {
            task.run();
            failing.remove(name);
        } catch (RuntimeException | Error e) {
            if (failing.add(name)) {
                LOG.log(System.Logger.Level.ERROR, name + " failed; it is tried again", e);
            }
        }
    }

    /** The round in work ends first. */
    void close() throws InterruptedException {
        closed.countDown();
        if (thread.getState() != Thread.State.NEW) {
            thread.join(every);
        }
    }
}
