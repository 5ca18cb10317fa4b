package io.maskgate.hw.inference.tensorrt;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who uses the GPU in this process. A reset takes what is on it from everybody, so that it waits until it is nobody's; two
 * engines that lost the device together need one reset, not two. No call on the device is made under the lock. Thread-safe.
 */
final class DeviceUse {
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int users;
    private boolean resetting;
    private long epoch;

    /** @param patience how long a reset waits for others to leave */
    DeviceUse(Duration patience) {
        this.patience = patience;
    }

    /** What resets the device. */
    interface Reset {
        void run() throws NativeFault;
    }

    long epoch() {
        lock.lock();
        try {
            return epoch;
        } finally {
            lock.unlock();
        }
    }

    /**
     * One more uses the device, until it {@linkplain #leave leaves}.
     *
     * @throws NativeFault while it is reset
     */
    void enter() throws NativeFault {
        lock.lock();
        try {
            if (resetting) {
                throw busy();
            }
            users++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            users--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Resets the device when nobody uses it, unless that was done since.
     *
     * @param lostIn the epoch in which it was lost
     * @throws NativeFault when others use it for too long, or another resets it now
     */
    void reset(long lostIn, Reset action) throws NativeFault {
        if (!claim(lostIn)) {
            return;
        }
        boolean done = false;
        try {
            action.run();
            done = true;
        } finally {
            release(done);
        }
    }

    private boolean claim(long lostIn) throws NativeFault {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (epoch == lostIn && !resetting && users > 0) {
                if (left <= 0) {
                    throw new NativeFault(
                            NativeFault.Kind.FAILED,
                            "the lost GPU is not reset while this process uses it elsewhere (" + users
                                    + " engines or builds)");
                }
                left = changed.awaitNanos(left);
            }
            if (epoch != lostIn) {
                return false;
            }
            if (resetting) {
                throw busy();
            }
            resetting = true;
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NativeFault(NativeFault.Kind.FAILED, "interrupted while the GPU was to be reset", e);
        } finally {
            lock.unlock();
        }
    }

    private void release(boolean done) {
        lock.lock();
        try {
            resetting = false;
            epoch += done ? 1 : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static NativeFault busy() {
        return new NativeFault(NativeFault.Kind.FAILED, "the GPU is being reset");
    }
}
