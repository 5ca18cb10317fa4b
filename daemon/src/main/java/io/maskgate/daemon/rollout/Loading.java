package io.maskgate.daemon.rollout;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The thread that loads and compares, one at a time, and how it comes back: each of its steps is taken under the lock, and
 * only while its activation is under way. A thread that hangs in a native call holds up nothing else.
 */
final class Loading implements Preparation.Activation {
    private static final Duration STOP = Duration.ofMillis(500);

    /** Whose activations these are; called under the lock. */
    interface Owner {
        Serving serving();

        /** Takes over what was loaded. */
        void adopt(Serving fresh);

        /** Takes a step; whether the activation goes on after that. */
        boolean step(Preparation.Step step);
    }

    private final ReentrantLock lock;
    private final Owner owner;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Preparation current;
    private @Nullable Thread worker;

    Loading(ReentrantLock lock, Owner owner) {
        this.lock = lock;
        this.owner = owner;
    }

    /** Begins; under the lock, while nothing is under way. */
    void begin(ModelParts parts, ModelChoice choice, Criteria criteria) {
        var preparation = new Preparation(parts, choice, criteria, this, closed);
        current = preparation;
        worker = Thread.ofPlatform().daemon().name("model-loader").start(preparation);
    }

    /** The activation has ended, and with it what its thread may still say; under the lock. */
    void over() {
        Optional.ofNullable(current).ifPresent(Preparation::over);
        current = null;
    }

    /** That the thread of an activation that is over has not ended, for a person; empty where it has; under the lock. */
    Optional<String> lingers() {
        var running = worker;
        return running != null && running.isAlive() && current == null
                ? Optional.of(
                        "the thread of an earlier activation has not ended; if it never does, restart the gateway")
                : Optional.empty();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public Serving old() {
        return owner.serving();
    }

    @Override
    public boolean isCurrent(Preparation preparation) {
        lock.lock();
        try {
            return current == preparation && !isClosed();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean adopt(Preparation preparation, Serving fresh) {
        lock.lock();
        try {
            boolean wanted = isCurrent(preparation);
            if (wanted) {
                owner.adopt(fresh);
            }
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean step(Preparation preparation, Preparation.Step step) {
        lock.lock();
        try {
            return isCurrent(preparation) && owner.step(step);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing begins any more; whether the thread has ended. Not under the lock, which it may want. */
    boolean close() throws InterruptedException {
        closed.countDown();
        Thread running;
        lock.lock();
        try {
            running = worker;
        } finally {
            lock.unlock();
        }
        return running == null || running.join(STOP);
    }
}
