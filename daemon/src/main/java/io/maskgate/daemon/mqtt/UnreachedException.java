package io.maskgate.daemon.mqtt;

import java.io.IOException;

/** None of the addresses can be connected to; the message names each with its reason. */
final class UnreachedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreachedException(String message) {
        super(message);
    }
}
