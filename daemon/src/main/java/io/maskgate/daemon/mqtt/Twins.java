package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.sparkplug.Names;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Notices that another client says births as this node: hosts take what both say for one, and switch the cameras of both.
 * Two gateways with names of their own, and so client ids, are both let in, and nothing but the births tells. Thread-safe.
 */
final class Twins {
    private static final System.Logger LOG = System.getLogger(Twins.class.getName());
    /** Births are a second apart, and come back long before so many more are said. */
    private static final int REMEMBERED = 16;
    /** Somebody who was not heard in so many of the times between two births is gone, as {@link Rivals} has it. */
    private static final int PATIENCE = 3;

    private final Names names;
    private final Pace pace;
    private final Counted counted;
    private final LongSupplier nanoTime;
    private final ArrayDeque<ByteBuffer> own = new ArrayDeque<>();
    private OptionalLong heard = OptionalLong.empty();
    /** When the latest of its own was said, or was to be said. */
    private long said;

    Twins(Names names, Pace pace, Counted counted, LongSupplier nanoTime) {
        this.names = names;
        this.pace = pace;
        this.counted = counted;
        this.nanoTime = nanoTime;
        said = nanoTime.getAsLong();
    }

    /** This gateway is about to say a birth of the node. */
    synchronized void saying(byte[] birth) {
        var payload = ByteBuffer.wrap(birth);
        if (own.contains(payload)) {
            return;
        }
        said = nanoTime.getAsLong();
        if (own.size() == REMEMBERED) {
            own.removeFirst();
        }
        own.addLast(payload);
    }

    /** Whether a birth of the node that was heard is one this gateway said. */
    synchronized boolean isOwn(byte[] birth) {
        return own.contains(ByteBuffer.wrap(birth));
    }

    /**
     * Somebody else's was heard. Returns whether to answer by a birth: who said it may have come since this one said its
     * own. It may also be an answer, so that what is no news is left at that where this one spoke a moment ago.
     */
    synchronized boolean heard() {
        long now = nanoTime.getAsLong();
        boolean known = isKnown(now);
        heard = OptionalLong.of(now);
        if (!known) {
            counted.failure("twin");
            LOG.log(Level.WARNING, "Noticed: {0}.", trouble());
        }
        return !known || now - said >= pace.ackTimeout().toNanos();
    }

    /** Time passes. Returns whether to say a birth, so that the other knows that this one is still here. */
    synchronized boolean passed() {
        long now = nanoTime.getAsLong();
        if (!isKnown(now) || now - said < pace.takenOver().toNanos()) {
            return false;
        }
        said = now;
        return true;
    }

    private boolean isKnown(long now) {
        return heard.isPresent()
                && now - heard.getAsLong()
                        <= pace.takenOver().multipliedBy(PATIENCE).toNanos();
    }

    /** Empty where none was heard lately. */
    synchronized String words() {
        return isKnown(nanoTime.getAsLong()) ? trouble() : "";
    }

    private String trouble() {
        return "another client says births as node " + names.node() + " of group " + names.group()
                + "; give mqtt.sparkplug.node a name of its own on each gateway";
    }
}
