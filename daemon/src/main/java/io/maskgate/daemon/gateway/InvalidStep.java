package io.maskgate.daemon.gateway;

/** A room refuses what it was given, in words made for the user. */
final class InvalidStep extends Exception {
    private static final long serialVersionUID = 1L;

    private InvalidStep(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }

    /** A step whose complaints about its arguments and surroundings are the user's to mend. */
    interface Step<T> {
        T take();
    }

    static <T> T usable(Step<T> step) throws InvalidStep {
        try {
            return step.take();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new InvalidStep(e);
        }
    }
}
