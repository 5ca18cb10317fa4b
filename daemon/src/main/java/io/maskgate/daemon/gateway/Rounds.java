package io.maskgate.daemon.gateway;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Small work that comes round: one thread, each task in turn; one that fails keeps nothing from the others. */
final class Rounds {
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());
    /** A task takes milliseconds, and a slow disk's fsync seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Duration every;
    private final LongSupplier nanoTime;
    private final Map<String, Runnable> tasks = new LinkedHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("rounds").unstarted(this::go);
    private final Thread watch = Thread.ofVirtual().name("rounds-watch").unstarted(this::watch);
    private volatile @Nullable Work work;

    /** @param begin in nanoseconds, by a clock that nobody sets */
    private record Work(String name, long begin) {}

    Rounds(Duration every, LongSupplier nanoTime) {
        this.every = every;
        this.nanoTime = nanoTime;
    }

    /** Before the start. */
    void add(String name, Runnable task) {
        tasks.put(name, task);
    }

    void start() {
        thread.start();
        watch.start();
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

    /** Says once that a task hangs and once that it does not any more: whoever reads the log later must find it there. */
    private void watch() {
        var told = Optional.<Work>empty();
        try {
            do {
                var hanging = Optional.ofNullable(work).filter(this::isStuck);
                if (!told.equals(hanging)) {
                    told.ifPresent(over ->
                            LOG.log(System.Logger.Level.INFO, "the regular work \"{0}\" goes on again", over.name));
                    hanging.ifPresent(now -> LOG.log(System.Logger.Level.ERROR, words(now)));
                    told = hanging;
                }
            } while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(String name, Runnable task) {
        try {
            work = new Work(name, nanoTime.getAsLong());
            task.run();
            failing.remove(name);
        } catch (RuntimeException | Error e) {
            if (failing.add(name)) {
                LOG.log(System.Logger.Level.ERROR, name + " failed; it is tried again", e);
            }
        } finally {
            work = null;
        }
    }

    /** The task that does not come to an end and keeps the others from their turn, in words; empty while all go round. */
    Optional<String> stuck() {
        return Optional.ofNullable(work).filter(this::isStuck).map(this::words);
    }

    /** Why the process must be restarted: where memory is wanting, telling of one that failed can fail as well. */
    Optional<String> fatal() {
        return thread.getState() == Thread.State.TERMINATED && closed.getCount() > 0
                ? Optional.of("the thread of the regular work has ended")
                : Optional.empty();
    }

    private boolean isStuck(Work now) {
        return lasts(now).compareTo(PATIENCE) > 0;
    }

    private Duration lasts(Work now) {
        return Duration.ofNanos(nanoTime.getAsLong() - now.begin);
    }

    private String words(Work now) {
        return "the regular work \"" + now.name + "\" has not come to an end for "
                + lasts(now).toSeconds() + " s, as where the disk does not answer";
    }

    /** The round in work ends first. */
    void close() throws InterruptedException {
        closed.countDown();
        if (thread.getState() != Thread.State.NEW) {
            thread.join(every);
        }
    }
}
