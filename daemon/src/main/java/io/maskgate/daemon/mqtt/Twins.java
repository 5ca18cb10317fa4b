package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.sparkplug.Names;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    private final Names names;
    private final Duration patience;
    private final Counted counted;
    private final LongSupplier nanoTime;
    private final ArrayDeque<ByteBuffer> own = new ArrayDeque<>();
    private OptionalLong heard = OptionalLong.empty();

    /** @param patience after which one that was not heard again is gone */
    Twins(Names names, Duration patience, Counted counted, LongSupplier nanoTime) {
        this.names = names;
        this.patience = patience;
        this.counted = counted;
        this.nanoTime = nanoTime;
    }

    /** This gateway is about to say a birth of the node. */
    synchronized void saying(byte[] birth) {
        var said = ByteBuffer.wrap(birth);
        if (own.contains(said)) {
            return;
        }
        if (own.size() == REMEMBERED) {
            own.removeFirst();
        }
        own.addLast(said);
    }

    /** Whether a birth of the node that was heard is one this gateway said. */
    synchronized boolean isOwn(byte[] birth) {
        return own.contains(ByteBuffer.wrap(birth));
    }

    /** Somebody else's was heard. Returns whether that is news. */
    synchronized boolean heard() {
        boolean known = isKnown();
        heard = OptionalLong.of(nanoTime.getAsLong());
        if (known) {
            return false;
        }
        counted.failure("twin");
        LOG.log(Level.WARNING, "Noticed: {0}.", trouble());
        return true;
    }

    private boolean isKnown() {
        return heard.isPresent() && nanoTime.getAsLong() - heard.getAsLong() <= patience.toNanos();
    }

    /** Empty where none was heard lately. */
    synchronized String words() {
        return isKnown() ? trouble() : "";
    }

    private String trouble() {
        return "another client says births as node " + names.node() + " of group " + names.group()
                + "; give mqtt.sparkplug.node a name of its own on each gateway";
    }
}
