package io.maskgate.daemon.mqtt;

import java.util.Locale;

/** A connection that failed; the message is for a person and holds no secret. */
final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    WireException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    WireException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of trouble; the label of the metric in lower case. */
    enum Kind {
        UNREACHABLE,
        TIMEOUT,
        TLS,
        REFUSED,
        LOST,
        TAKEN_OVER,
        /** Another daemon speaks under this gateway's name. */
        RIVAL,
        /** The primary host of Sparkplug went. */
        HOST_AWAY,
        PROTOCOL,
        /** Nothing the network or the broker did. */
        FAULT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Kind kind() {
        return kind;
    }
}
