package io.maskgate.daemon.samples;

/** A stored picture cannot be read; says why. */
final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
