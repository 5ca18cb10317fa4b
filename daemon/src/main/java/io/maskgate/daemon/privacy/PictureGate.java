package io.maskgate.daemon.privacy;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** The one place that decides whether a picture may leave, and counts the answers. */
public final class PictureGate {
    private final boolean picturesAllowed;
    private final LongAdder passed = new LongAdder();
    private final LongAdder refused = new LongAdder();

    public PictureGate(boolean picturesAllowed) {
        this.picturesAllowed = picturesAllowed;
    }

    /** Whether asking makes sense at all. */
    public boolean picturesAllowed() {
        return picturesAllowed;
    }

    /**
     * Whether a picture may be made for someone outside; a refusal is counted. Spares making a picture that {@link #pass}
     * would refuse.
     */
    public boolean admit() {
        if (!picturesAllowed) {
            refused.increment();
        }
        return picturesAllowed;
    }

    /** The picture, if it may leave. */
    public Optional<byte[]> pass(byte[] picture) {
        (picturesAllowed ? passed : refused).increment();
        return picturesAllowed ? Optional.of(picture) : Optional.empty();
    }

    public long passed() {
        return passed.sum();
    }

    public long refused() {
        return refused.sum();
    }
}
