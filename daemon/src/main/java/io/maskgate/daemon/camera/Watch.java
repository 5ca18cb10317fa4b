package io.maskgate.daemon.camera;

import java.util.concurrent.atomic.AtomicLong;

/** When the native call a thread is in should long be over. Written by that thread, read by the supervisor. */
final class Watch {
    private static final long IDLE = Long.MAX_VALUE;
    private final AtomicLong due = new AtomicLong(IDLE);

    /** A call begins that ends by itself before this time of {@link System#nanoTime()}. */
    void until(long nanos) {
        due.set(nanos);
    }

    /** No call that could hang. */
    void idle() {
        due.set(IDLE);
    }

    boolean overdue(long now, long grace) {
        long until = due.get();
        return until != IDLE && now - until > grace;
    }
}
