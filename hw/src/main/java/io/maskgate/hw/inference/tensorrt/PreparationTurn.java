package io.maskgate.hw.inference.tensorrt;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Engines are prepared one after the other in a process: two builders take the memory of two, and hear each other's errors. */
final class PreparationTurn {
    /** Time between two looks at whether an engine that waits is needed still. */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    /** As long as an activation of a model is waited for; what takes longer hangs. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final ReentrantLock lock = new ReentrantLock();

    /** Whether there is any use in waiting. */
    interface Need {
        /** @throws InterruptedException where nobody needs the engine any more */
        void check() throws InterruptedException;
    }

    /**
     * Waits for the turn.
     *
     * @throws NativeFault where another has had it for too long
     */
    void take(Need need, EngineProgress progress) throws NativeFault, InterruptedException {
        if (lock.tryLock()) {
            return;
        }
        progress.step("waiting for another engine that is being prepared");
        long since = System.nanoTime();
        while (!lock.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            need.check();
            if (System.nanoTime() - since > LONGEST.toNanos()) {
                throw new NativeFault(
                        NativeFault.Kind.FAILED,
                        "another engine has been in preparation for " + LONGEST.toMinutes() + " min and more");
            }
        }
    }

    void give() {
        lock.unlock();
    }
}
