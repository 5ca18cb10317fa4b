package io.maskgate.daemon.camera;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a few cameras connect at once, so that a hundred do not storm the network after a power cut. */
final class OpenGate {
    private final Semaphore places;

    OpenGate(int places) {
        this.places = new Semaphore(places, true);
    }

    /** A place, or none in time; {@link #leave()} gives it back. */
    boolean enter(Duration timeout) throws InterruptedException {
        return places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    void leave() {
        places.release();
    }
}
