package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.Names;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The state of the one host without which the node says nothing. A host says its state once a connection, and a state
 * older than one heard before does not count: after its clock was ahead the node would wait until that time came. What
 * the broker keeps is the newest nevertheless, so it is asked for that. Thread-safe, but for the asking, which one thread
 * does.
 */
final class PrimaryHost {
    private static final System.Logger LOG = System.getLogger(PrimaryHost.class.getName());
    private static final Duration LOG_AGAIN = Duration.ofHours(1);

    private final String id;
    private final EdgeNode node;
    private final Duration pause;
    private final LongSupplier nanoTime;
    private final Map<Ignored, Long> logged = new EnumMap<>(Ignored.class);
    private OptionalLong asked = OptionalLong.empty();

    /** Why a state does not count. */
    private enum Ignored {
        OUTDATED,
        UNREADABLE
    }

    /**
     * @param pause least time between two times that the broker is asked for what it keeps
     * @param nanoTime a clock that nobody sets
     */
    PrimaryHost(String id, EdgeNode node, Duration pause, LongSupplier nanoTime) {
        this.id = id;
        this.node = node;
        this.pause = pause;
        this.nanoTime = nanoTime;
    }

    /** Blocks until the broker has answered. */
    void listen(Subscriptions subscriptions, Wire wire) throws WireException, InterruptedException {
        subscriptions.make(wire, "the state of the primary host", Names.state(id), true);
    }

    /**
     * Listens anew where the node waits for a host that said it is there: what the broker keeps comes again. Blocks until
     * the broker has answered, if it was asked.
     *
     * @return whether it was
     */
    boolean askAgain(Subscriptions subscriptions, Wire wire) throws WireException, InterruptedException {
        long now = nanoTime.getAsLong();
        boolean lately = asked.isPresent() && now - asked.getAsLong() < pause.toNanos();
        if (lately || !node.doubtsHost()) {
            return false;
        }
        asked = OptionalLong.of(now);
        node.forgetHost();
        listen(subscriptions, wire);
        return true;
    }

    /** A state came that is older than the one before it. */
    void outdated() {
        if (isWorthALine(Ignored.OUTDATED)) {
            LOG.log(
                    Level.WARNING,
                    "A state of the primary host at {0} is ignored: expected a timestamp not before that of the state"
                            + " before it, found an older one; it is the late will of an earlier connection, or the"
                            + " host''s clock was ahead: keep that right, by NTP. The like are not logged for the next"
                            + " hour.",
                    Names.state(id));
        }
    }

    /** Something came that is no state; nothing is said of the content, which may be anything. */
    void unreadable() {
        if (isWorthALine(Ignored.UNREADABLE)) {
            LOG.log(
                    Level.WARNING,
                    "A state of the primary host at {0} is ignored: expected an object of JSON with online and"
                            + " timestamp, found something else; set the host to Sparkplug 3. The like are not logged"
                            + " for the next hour.",
                    Names.state(id));
        }
    }

    private boolean isWorthALine(Ignored why) {
        long now = nanoTime.getAsLong();
        synchronized (logged) {
            var last = logged.get(why);
            boolean worth = last == null || now - last >= LOG_AGAIN.toNanos();
            if (worth) {
                logged.put(why, now);
            }
            return worth;
        }
    }

    /** How it stands while the node waits for it. */
    String waiting() {
        return "waits for the primary host " + id
                + (node.hasHeardHost()
                        ? ", which says that it is offline"
                        : ", of which nothing was heard at " + Names.state(id)
                                + " yet: it is away, has another name, or the broker's access list does not let the"
                                + " gateway read there");
    }
}
