package io.maskgate.daemon.outbox;

/** The outbox cannot be opened; the message says what was found and what to do. */
public final class OutboxException extends Exception {
    private static final long serialVersionUID = 1L;

    OutboxException(String message) {
        super(message);
    }

    OutboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
