package io.maskgate.daemon.mqtt;

import java.time.Duration;
import java.util.StringJoiner;

/** Those of one connection, and which of them the broker refused. Used by one thread. */
final class Subscriptions {
    private final Wire wire;
    private final Duration deadline;
    private final StringJoiner refused = new StringJoiner("; ");

    /** @param deadline of each */
    Subscriptions(Wire wire, Duration deadline) {
        this.wire = wire;
        this.deadline = deadline;
    }

    /**
     * Blocks until the broker has answered.
     *
     * @param what is to be heard there, in words
     * @param stored whether what the broker keeps is to come too
     */
    void make(String what, String filter, boolean stored) throws WireException, InterruptedException {
        if (wire.subscribe(filter, stored, deadline) instanceof Wire.Receipt.Refused(int code)) {
            refused.add("the broker refuses the subscription to " + what + ": " + Reasons.words(code));
        }
    }

    /** In words; empty where it refused none. */
    String refused() {
        return refused.toString();
    }
}
