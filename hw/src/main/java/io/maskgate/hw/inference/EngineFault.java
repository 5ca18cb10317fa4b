package io.maskgate.hw.inference;

/** An engine failed while running; whoever has another one repeats the batch there. */
public final class EngineFault extends Exception {
    private static final long serialVersionUID = 1L;

    public EngineFault(String message) {
        super(message);
    }

    public EngineFault(String message, Throwable cause) {
        super(message, cause);
    }
}
