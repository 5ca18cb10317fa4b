package io.maskgate.daemon.mqtt;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What is subscribed to at each connection, and what the broker has against it. One that does not allow a subscription may
 * refuse it, end the connection, or never answer; the last two would keep the gateway from ever delivering an event, so a
 * subscription at which that happened three times in a row is left out for an hour. A connection may hold for weeks, and
 * an access list be mended meanwhile: what is refused or left out is tried again. Used by one thread.
 */
final class Subscriptions {
    private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());

    private final Duration deadline;
    private final Duration pause;
    private final Counted counted;
    private final LongSupplier nanoTime;
    private final Suspects suspects = new Suspects();
    /** By filter, of this connection. */
    private final Map<String, Refused> refused = new LinkedHashMap<>();
    /** Filters of which the log knows that they were offered in vain. */
    private final Set<String> declined = new HashSet<>();

    /** @param at nanoseconds */
    private record Refused(String what, boolean stored, String why, long at) {}

    /**
     * @param deadline of each
     * @param pause until one that was refused is tried again
     * @param nanoTime a clock that nobody sets
     */
    Subscriptions(Duration deadline, Duration pause, Counted counted, LongSupplier nanoTime) {
        this.deadline = deadline;
        this.pause = pause;
        this.counted = counted;
        this.nanoTime = nanoTime;
    }

    /** A new connection, which knows of none. */
    void begin() {
        refused.clear();
    }

    /**
     * Blocks until the broker has answered; whether it lets us listen.
     *
     * @param what is to be heard there, in words
     * @param stored whether what the broker keeps is to come too
     */
    boolean make(Wire wire, String what, String filter, boolean stored) throws WireException, InterruptedException {
        if (isLeftOut(filter)) {
            refuse(what, filter, stored, suspects.words(filter));
            return false;
        }
        if (ask(wire, what, filter, stored) instanceof Wire.Receipt.Refused(int code)) {
            refuse(what, filter, stored, Reasons.words(code));
            return false;
        }
        if (refused.remove(filter) != null) {
            LOG.log(Level.INFO, "The broker lets this gateway listen to {0} at {1} now.", what, filter);
        }
        return true;
    }

    /**
     * The same where there may be nothing to hear, and nobody need allow it: what is refused is tried at the next connection,
     * what is left out never again, since each try would cost a connection.
     */
    void offer(Wire wire, String what, String filter) throws WireException, InterruptedException {
        if (suspects.times(filter) >= Suspects.FAILURES) {
            decline(what, filter, "left out, since the broker ended the connection at it or did not answer");
        } else if (ask(wire, what, filter, false) instanceof Wire.Receipt.Refused(int code)) {
            decline(what, filter, Reasons.words(code));
        }
    }

    private void decline(String what, String filter, String why) {
        LOG.log(
                declined.add(filter) ? Level.INFO : Level.DEBUG,
                "The broker does not let this gateway listen to {0} at {1} ({2}), which matters only if it is said there.",
                what,
                filter,
                why);
    }

    private Wire.Receipt ask(Wire wire, String what, String filter, boolean stored)
            throws WireException, InterruptedException {
        try {
            var receipt = wire.subscribe(filter, stored, deadline);
            suspects.answered(filter);
            return receipt;
        } catch (WireException e) {
            suspects.ended(filter, nanoTime.getAsLong());
            throw new WireException(
                    e.kind(),
                    e.getMessage() + ", at the subscription to " + what + " (" + filter
                            + "); if that is so each time, the broker's access list does not allow it",
                    e);
        }
    }

    /**
     * Tries again what was refused a pause ago, and what was left out once its hour is over, which may cost the connection.
     * Blocks until the broker has answered.
     *
     * @return whether any was tried
     */
    boolean tryAgain(Wire wire) throws WireException, InterruptedException {
        boolean tried = false;
        for (var entry : List.copyOf(refused.entrySet())) {
            var before = entry.getValue();
            if (!isLeftOut(entry.getKey()) && nanoTime.getAsLong() - before.at >= pause.toNanos()) {
                make(wire, before.what, entry.getKey(), before.stored);
                tried = true;
            }
        }
        return tried;
    }

    /** Whether the broker has refused it over this connection, or it is left out. */
    boolean isRefused(String filter) {
        return refused.containsKey(filter);
    }

    private boolean isLeftOut(String filter) {
        return suspects.isLeftOut(filter, nanoTime.getAsLong());
    }

    private void refuse(String what, String filter, boolean stored, String why) {
        counted.failure("subscription");
        refused.put(filter, new Refused(what, stored, why, nanoTime.getAsLong()));
    }

    /** In words; empty where it refused none. */
    String refused() {
        return refused.isEmpty()
                ? ""
                : refused.entrySet().stream()
                                .map(each -> each.getValue().what + " at " + each.getKey() + " (" + each.getValue().why
                                        + ")")
                                .collect(
                                        Collectors.joining(", ", "the broker does not let this gateway listen to ", ""))
                        + "; allow it to read there in the broker's access list";
    }
}
