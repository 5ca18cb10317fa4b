package io.maskgate.hw.inference.tensorrt;

/** There is no engine for this model on this machine, and trying again would change nothing; the message says why. */
final class EngineRefused extends Exception {
    private static final long serialVersionUID = 1L;

    EngineRefused(String message) {
        super(message);
    }
}
