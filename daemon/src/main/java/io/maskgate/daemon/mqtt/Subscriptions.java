package io.maskgate.daemon.mqtt;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is subscribed to at each connection, and what the broker has against it. One that does not allow a subscription may
 * refuse it, end the connection, or never answer; the last two would keep the gateway from ever delivering an event, so a
 * subscription at which that happened three times in a row is left out for a while, as {@link Suspects} has it. A connection
 * may hold for weeks, and an access list be mended meanwhile: what is refused or left out is tried again. Used by one thread.
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
    private record Refused(String what, boolean stored, String why, boolean silent, long at) {
        Refused at(long time) {
            return new Refused(what, stored, why, silent, time);
        }
    }

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
            refuse(what, filter, stored, suspects.words(filter), suspects.isSilent(filter));
            return false;
        }
        if (ask(wire, what, filter, stored) instanceof Wire.Receipt.Refused(int code)) {
            refuse(what, filter, stored, Reasons.words(code), false);
            return false;
        }
        if (refused.remove(filter) != null) {
            LOG.log(Level.INFO, "The broker lets this gateway listen to {0} at {1} now.", what, filter);
        }
        return true;
    }

    /**
     * The same where there may be nothing to hear, and nobody need allow it: what is refused is tried at the next connection,
     * what ended three never again, since each try would cost another.
     */
    void offer(Wire wire, String what, String filter) throws WireException, InterruptedException {
        boolean isLeftOut = suspects.isSilent(filter) ? isLeftOut(filter) : suspects.times(filter) >= Suspects.FAILURES;
        if (isLeftOut) {
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
            suspects.ended(filter, Stream.empty(), nanoTime.getAsLong(), e.kind() == WireException.Kind.TIMEOUT);
            throw new WireException(
                    e.kind(),
                    e.getMessage() + ", at the subscription to " + what + " (" + filter
                            + "); if that is so each time, the broker's access list does not allow it",
                    e);
        }
    }

    /**
     * Tries again what was refused a pause ago, and what was left out once its time is over, which may cost the connection.
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

    /** The broker may allow more by now: the next {@link #tryAgain} tries all that is refused or left out. */
    void hurry() {
        suspects.doubtAll();
        long due = nanoTime.getAsLong() - pause.toNanos();
        refused.replaceAll((_, each) -> each.at(due));
    }

    /** The broker could not be reached: what it did not answer before, it may answer now. */
    void away() {
        suspects.doubtSilence();
    }

    /** Whether the broker has refused it over this connection, or it is left out. */
    boolean isRefused(String filter) {
        return refused.containsKey(filter);
    }

    private boolean isLeftOut(String filter) {
        return suspects.isLeftOut(filter, nanoTime.getAsLong());
    }

    private void refuse(String what, String filter, boolean stored, String why, boolean silent) {
        counted.failure("subscription");
        refused.put(filter, new Refused(what, stored, why, silent, nanoTime.getAsLong()));
    }

    /** In words; empty where it refused none. */
    String refused() {
        var forbidden = list(false);
        var silent = list(true);
        var words = new ArrayList<String>();
        if (!forbidden.isEmpty()) {
            words.add("the broker does not let this gateway listen to " + forbidden
                    + "; allow it to read there in the broker's access list");
        }
        if (!silent.isEmpty()) {
            words.add("this gateway does not listen to " + silent);
        }
        return String.join("; ", words);
    }

    private String list(boolean silent) {
        return refused.entrySet().stream()
                .filter(each -> each.getValue().silent == silent)
                .map(each -> each.getValue().what + " at " + each.getKey() + " (" + each.getValue().why + ")")
                .collect(Collectors.joining(", "));
    }
}
