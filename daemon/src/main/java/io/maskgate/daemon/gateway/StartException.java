package io.maskgate.daemon.gateway;

/** The gateway cannot start; the message names the thing and the remedy. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
