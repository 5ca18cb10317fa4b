package io.maskgate.hw.inference.tensorrt;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Engines are built one after the other in a process, for two builders take the memory of two. One that was kept is loaded
 * beside a build, which takes minutes, or for ever where it hangs. One and the same is prepared once at a time: its end of
 * the process would be counted for two.
 */
final class PreparationTurn {
    /** Time between two looks at whether an engine that waits is needed still. */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    /** Less than an activation of a model is waited for, so that it hears why; what takes longer hangs. */
    private static final Duration LONGEST = Duration.ofMinutes(25);

    private final Duration longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final Set<EngineKey> prepared = new HashSet<>();
    private boolean building;

    PreparationTurn() {
        this(LONGEST);
    }

    PreparationTurn(Duration longest) {
        this.longest = longest;
    }

    /** Whether there is any use in waiting. */
    interface Need {
        /** @throws InterruptedException where nobody needs the engine any more */
        void check() throws InterruptedException;
    }

    /**
     * Waits for the turn.
     *
     * @param builds whether the engine may be built in it
     * @throws NativeFault where another has had it for too long
     */
    void take(EngineKey key, boolean builds, Need need, EngineProgress progress)
            throws NativeFault, InterruptedException {
        if (isTaken(key, builds, Duration.ZERO)) {
            return;
        }
        progress.step("waiting for another engine that is being prepared");
        long since = System.nanoTime();
        while (!isTaken(key, builds, PATIENCE)) {
            need.check();
            if (System.nanoTime() - since > longest.toNanos()) {
                throw new NativeFault(
                        NativeFault.Kind.FAILED,
                        "another engine has been in preparation for " + longest.toMinutes()
                                + " min and more; if that never ends, restart the gateway");
            }
        }
    }

    private boolean isTaken(EngineKey key, boolean builds, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (builds && building || prepared.contains(key)) {
                if (left <= 0) {
                    return false;
                }
                left = given.awaitNanos(left);
            }
            building |= builds;
            return prepared.add(key);
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what was taken so. */
    void give(EngineKey key, boolean builds) {
        lock.lock();
        try {
            building &= !builds;
            prepared.remove(key);
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
