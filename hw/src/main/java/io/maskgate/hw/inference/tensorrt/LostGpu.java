package io.maskgate.hw.inference.tensorrt;

import java.time.Duration;
import java.util.Optional;

/**
 * A GPU that worked in this process and does not come back to it. After most faults CUDA promises it to a new process alone;
 * a reset may do, and is tried first. Where it never worked here, nothing says that another process would fare better.
 * All but {@link #fatal} is for one thread.
 */
final class LostGpu {
    private final Duration patience;
    private final Attempts attempts;
    private boolean served;
    private boolean lost;
    private long since;
    private volatile Optional<String> fatal = Optional.empty();

    /** @param patience how long the attempts to have it back go on before anything else is asked for */
    LostGpu(Duration patience, Attempts attempts) {
        this.patience = patience;
        this.attempts = attempts;
    }

    /** An engine serves. */
    void back() {
        served = true;
        lost = false;
        fatal = Optional.empty();
    }

    /**
     * An engine failed, or could not be prepared.
     *
     * @param gone whether that was the device itself, and not what was asked of it
     */
    void failed(boolean gone, String reason) {
        long now = System.nanoTime();
        if (!gone) {
            lost = false;
        } else if (!lost) {
            lost = true;
            since = now;
        } else if (served && fatal.isEmpty() && now - since >= patience.toNanos() && attempts.mayRestart()) {
            long seconds = (now - since) / 1_000_000_000;
            fatal = Optional.of("the GPU is lost to this process since " + seconds + " s: " + reason);
        }
    }

    /** Why the process must be restarted; empty while it can go on. */
    Optional<String> fatal() {
        return fatal;
    }
}
