package io.maskgate.hw.inference.tensorrt;

/** There is no engine for this model on this machine, and trying again would change nothing; the message says why. */
final class EngineRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unexpected;

    /** @param unexpected whether somebody should be told loudly */
    EngineRefused(String message, boolean unexpected) {
        super(message);
        this.unexpected = unexpected;
    }

    boolean unexpected() {
        return unexpected;
    }
}
