package io.maskgate.hw.host;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * What chronyd says of the clock it keeps, as {@code chronyc tracking} asks it: anybody on the machine may, unless its
 * configuration says {@code cmdport 0}. The messages are those of chrony's {@code candm.h}, version 6, as they have been since
 * chrony 1.29.1. Thread-safe.
 */
final class Chrony {
    /** Only root may listen there. */
    static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 323);

    /** One that is well answers within a millisecond; who asks may hold a lock. */
    private static final int PATIENCE_MILLIS = 250;

    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final byte VERSION = 6;
    private static final byte REQUEST = 1;
    private static final byte REPLY = 2;
    private static final short TRACKING = 33;
    private static final short TRACKING_REPLY = 5;
    /** Of the reply, and so of the request: chronyd answers with no more than it was sent. */
    private static final int BYTES = 104;

    private static final int COMMAND_AT = 4;
    private static final int REPLY_AT = 6;
    private static final int STATUS_AT = 8;
    private static final int REQUEST_SEQUENCE_AT = 8;
    private static final int SEQUENCE_AT = 16;
    private static final int REFERENCE_AT = 28;
    private static final int LEAP_AT = 54;
    private static final short NOT_SYNCHRONISED = 3;
    /** 127.127.1.1: the clock is its own reference, by the configuration key {@code local}. */
    private static final int ITSELF = 0x7F7F0101;

    private final InetSocketAddress address;
    private final LongSupplier nanoTime;
    private boolean asked;
    private long askedAt;
    private Optional<Boolean> said = Optional.empty();

    /** @param nanoTime monotonic, as {@link System#nanoTime()} */
    Chrony(InetSocketAddress address, LongSupplier nanoTime) {
        this.address = address;
        this.nanoTime = nanoTime;
    }

    /** Whether it keeps the clock right; absent where no chronyd answers. At most ten seconds old. */
    synchronized Optional<Boolean> keepsItRight() {
        long now = nanoTime.getAsLong();
        if (!asked || now - askedAt >= KEPT.toNanos()) {
            asked = true;
            askedAt = now;
            said = ask();
        }
        return said;
    }

    private Optional<Boolean> ask() {
        int sequence = ThreadLocalRandom.current().nextInt();
        try (var socket = new DatagramSocket()) {
            socket.connect(address);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.send(new DatagramPacket(request(sequence), BYTES));
            var reply = new DatagramPacket(new byte[BYTES], BYTES);
            socket.receive(reply);
            return read(ByteBuffer.wrap(reply.getData(), 0, reply.getLength()), sequence);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    static byte[] request(int sequence) {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .put(REQUEST)
                .putShort(COMMAND_AT, TRACKING)
                .putInt(REQUEST_SEQUENCE_AT, sequence)
                .array();
    }

    /** Absent where it is no answer to this request. */
    static Optional<Boolean> read(ByteBuffer reply, int sequence) {
        boolean answers = reply.remaining() == BYTES
                && reply.get(0) == VERSION
                && reply.get(1) == REPLY
                && reply.getShort(COMMAND_AT) == TRACKING
                && reply.getShort(REPLY_AT) == TRACKING_REPLY
                && reply.getShort(STATUS_AT) == 0
                && reply.getInt(SEQUENCE_AT) == sequence;
        return answers
                ? Optional.of(reply.getShort(LEAP_AT) != NOT_SYNCHRONISED && reply.getInt(REFERENCE_AT) != ITSELF)
                : Optional.empty();
    }
}
