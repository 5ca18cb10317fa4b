package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.retry.Backoff;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Keeps coming back to the broker after ever longer pauses, and knows how it stands. One virtual thread does the work. */
final class Keeper {
    private static final System.Logger LOG = System.getLogger(Keeper.class.getName());
    /** Different reasons logged while there is no connection; one that alternates between two is no news. */
    private static final int REASONS = 16;

    private final String purpose;
    private final Pace pace;
    private final Counted counted;
    private final Clock clock;
    private final Backoff backoff;
    private final Visit visit;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Reasons logged since the last connection; the thread's own. */
    private final Set<String> said = new HashSet<>();

    private volatile long closeBy = Long.MAX_VALUE;
    private volatile boolean inside;
    private volatile State state;
    private volatile long attempts;
    private long welcomeAt;

    /** @param nanos the same moment as {@code since}, by a clock that nobody sets */
    private record State(boolean connected, Instant since, long nanos, String detail) {}

    /** One connection. */
    interface Visit {
        /** From the connect to the goodbye; returns when that is said. Calls {@link Keeper#welcome} when it is let in. */
        void make() throws WireException, InterruptedException;

        /** How it ended, if not by a goodbye, and after what time; returns how long to wait for the next, if not as usual. */
        default Duration ended(WireException why, Duration lasted, Duration usual) {
            return usual;
        }

        /** There is something new, or it is time to go. */
        void wake();
    }

    /** @param purpose as in "connected to the broker" + purpose; empty, or with a space before it */
    Keeper(String purpose, Visit visit, Pace pace, Counted counted, Clock clock, RandomGenerator random) {
        this.purpose = purpose;
        this.visit = visit;
        this.pace = pace;
        this.counted = counted;
        this.clock = clock;
        backoff = new Backoff(pace.firstBackoff(), pace.maxBackoff(), random);
        state = new State(false, clock.instant(), System.nanoTime(), "not connected yet");
        thread = Thread.ofVirtual().name("mqtt" + purpose.replace(' ', '-')).unstarted(this::keepComing);
    }

    void start() {
        counted.connected().set(0);
        thread.start();
    }

    /** The broker has let us in: from now on the visit ends by itself when it is time to go. */
    void welcome(String detail, String remark) {
        long nanos = System.nanoTime();
        var before = state;
        inside = true;
        welcomeAt = nanos;
        state = new State(true, clock.instant(), nanos, detail);
        counted.connected().set(1);
        LOG.log(
                Level.INFO,
                "Connected to the broker{0} after {1} s.{2}{3}",
                purpose,
                Long.toString(Duration.ofNanos(nanos - before.nanos).toSeconds()),
                remark,
                detail.isEmpty() ? "" : " But " + detail + ".");
    }

    /** How the connection there is stands by now; called by the visit. */
    void remark(String detail) {
        var now = state;
        state = new State(now.connected, now.since, now.nanos, detail);
    }

    /** At once, from memory. */
    MqttHealth status(long waiting) {
        var now = state;
        return new MqttHealth(now.connected, now.since, now.detail, attempts, waiting);
    }

    /** Why this process must be restarted; empty while it can go on. */
    Optional<String> fatal() {
        return thread.getState() == Thread.State.TERMINATED && !isClosing()
                ? Optional.of("the thread that keeps the connection to the broker" + purpose + " has ended")
                : Optional.empty();
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Of the time for closing, at least a millisecond. */
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, closeBy - System.nanoTime()));
    }

    /** Ends the visit there is, and makes no other. */
    void close(Duration deadline) {
        closeBy = System.nanoTime() + deadline.toNanos();
        closing.countDown();
        visit.wake();
        if (!inside) {
            thread.interrupt();
        }
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(deadline)) {
                thread.interrupt();
                LOG.log(Level.WARNING, "The broker{0} did not let go in time; the will tells.", purpose);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepComing() {
        try {
            while (!isClosing()) {
                var pause = comeOnce();
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            counted.connected().set(0);
        }
    }

    private Duration comeOnce() throws InterruptedException {
        if (attempts++ > 0) {
            counted.reconnects().inc();
        }
        try {
            visit.make();
            LOG.log(Level.INFO, "Disconnected from the broker{0}.", purpose);
            state = new State(false, clock.instant(), System.nanoTime(), "closed");
            return Duration.ZERO;
        } catch (WireException e) {
            return broken(e);
        } catch (RuntimeException | Error e) {
            // Whatever it is, and be it that memory was short, it must not be the end of all connections.
            return broken(new WireException(WireException.Kind.FAULT, "a fault of Maskgate's own: " + e, e));
        } finally {
            inside = false;
        }
    }

    private Duration broken(WireException why) {
        var lasted = inside ? Duration.ofNanos(System.nanoTime() - welcomeAt) : Duration.ZERO;
        if (lasted.compareTo(pace.stableAfter()) > 0) {
            backoff.reset();
        }
        disconnected(why);
        return visit.ended(why, lasted, backoff.next());
    }

    private void disconnected(WireException why) {
        counted.failure(why.kind().label());
        counted.connected().set(0);
        var before = state;
        var words = String.valueOf(why.getMessage());
        if (before.connected) {
            said.clear();
        }
        if (said.size() < REASONS && said.add(words)) {
            LOG.log(Level.WARNING, "Not connected to the broker{0}: {1}", purpose, words);
            if (why.kind() == WireException.Kind.FAULT) {
                LOG.log(Level.ERROR, "Please report this", why);
            }
        }
        state = before.connected
                ? new State(false, clock.instant(), System.nanoTime(), words)
                : new State(false, before.since, before.nanos, words);
    }
}
