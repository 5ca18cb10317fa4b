package io.maskgate.daemon.mqtt;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * One connection, used once: connect, talk, dispose. Callbacks come on the client's own
 * threads and must only hand over.
 */
interface Wire {
    /** Blocks until the broker has accepted, or throws. */
    Granted connect(Duration deadline, Listener listener) throws WireException, InterruptedException;

    /**
     * With QoS 1; blocks until the broker has answered.
     *
     * @param stored whether what the broker keeps is to come too; in MQTT 3.1.1 it always does, marked as retained
     */
    Receipt subscribe(String filter, boolean stored, Duration deadline) throws WireException, InterruptedException;

    /** Whether TCP and TLS were agreed upon: only then can the CONNECT have been sent. Final once it is disposed of. */
    boolean isOpened();

    /** Publishes with QoS 1. Returns when the message is on its way; {@code done} is called once with the broker's answer, if one comes. */
    void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) throws WireException;

    /**
     * Publishes with QoS 0, not retained; {@code gone} is called once when it was written, if it is.
     *
     * @return false where the client takes no more until others are written: not yet, and nothing was done
     */
    boolean say(String topic, byte[] payload, Runnable gone) throws WireException;

    /** Says goodbye, so that the will is not published. */
    void disconnect(Duration deadline) throws InterruptedException;

    /** Ends whatever there is, without goodbye, and its threads. Never throws. */
    void dispose();

    /** Makes wires; one per attempt. */
    interface Factory {
        Wire create() throws WireException;
    }

    /** What the broker grants. */
    record Granted(int receiveMaximum, long maximumPacketSize) {}

    /** What comes by itself. */
    interface Listener {
        void lost(WireException why);

        /** @param retained whether it comes from the broker's store; not whether it was published to be kept there */
        void message(String topic, byte[] payload, boolean retained);
    }

    /** The broker's answer. */
    sealed interface Receipt {
        record Accepted() implements Receipt {}

        /** @param code reason code of MQTT 5; 0x80 when the protocol knows no other */
        record Refused(int code) implements Receipt {}
    }
}
