package io.maskgate.daemon.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The newest value of each retained topic and whether the broker still has to hear it. Values that are overtaken before
 * they were sent are never sent, so this is bounded by the number of topics. Thread-safe. Times are nanoseconds.
 */
final class Retained {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Troubles troubles = new Troubles();
    /** How often anything was sent. */
    private long turns;

    private static final class Entry {
        final long interval;
        final boolean kept;
        String value;
        boolean dirty = true;
        boolean sentBefore;
        long sentAt;
        /** Least time to the last one, as long as others than the gateway want it said. */
        long pace;

        boolean held;
        long heldUntil;
        /** In a row. */
        int refusals;
        /** Why the broker does not have it; empty where it has, and where nothing is known against it. */
        String unsayable = "";
        /** Of the last that was sent. */
        long turn;
        /** Whether the broker has the present value. */
        boolean taken;

        Entry(String value, long interval, boolean kept) {
            this.value = value;
            this.interval = interval;
            this.kept = kept;
        }

        long untilDue(long now) {
            long rest = held ? Math.max(0, heldUntil - now) : 0;
            return sentBefore ? Math.max(rest, sentAt + Math.max(interval, pace) - now) : rest;
        }

        boolean isDue(long now, boolean last) {
            return dirty && (untilDue(now) == 0 || last && !held);
        }

        /**
         * What was never said has been silent for longest. So is what is only announced: who asks for it waits three seconds,
         * and its interval keeps it from pushing the others back.
         */
        long silence(long now) {
            return sentBefore && kept ? now - sentAt : Long.MAX_VALUE;
        }

        Due send(String topic, long now, long next) {
            dirty = false;
            held = false;
            pace = 0;
            sentBefore = true;
            sentAt = now;
            turn = next;
            return new Due(topic, value.getBytes(StandardCharsets.UTF_8), kept, turn);
        }

        void sayAgain() {
            dirty = true;
            taken = false;
            // What is only announced may be asked for by anybody, and keeps its interval.
            sentBefore &= !kept;
        }

        void askedFor(long least) {
            if (!dirty) {
                pace = least;
            }
            dirty = true;
            taken = false;
        }
    }

    /**
     * A value to be sent now.
     *
     * @param kept whether the broker is to keep it
     * @param turn no two have the same, also where a topic was forgotten between them
     */
    record Due(String topic, byte[] payload, boolean kept, long turn) {}

    /** @param interval least time between two values of this topic */
    synchronized void put(String topic, String value, Duration interval) {
        put(topic, value, interval, true);
    }

    /** Said like the others, at each connection and when asked for, and not kept by the broker. */
    synchronized void announce(String topic, String value, Duration interval) {
        put(topic, value, interval, false);
    }

    private void put(String topic, String value, Duration interval, boolean kept) {
        var entry = entries.get(topic);
        if (entry == null) {
            entries.put(topic, new Entry(value, interval.toNanos(), kept));
        } else if (!entry.value.equals(value)) {
            entry.value = value;
            entry.pace = 0;
            entry.dirty = true;
            entry.taken = false;
        }
    }

    /** A new connection: the broker may have forgotten everything, but not what it has against a value. */
    synchronized void sayAllAgain() {
        entries.values().forEach(Entry::sayAgain);
    }

    /** The broker may have changed its mind. */
    synchronized void tryAgain() {
        entries.values().forEach(entry -> entry.held = false);
    }

    /** Somebody may have forgotten this one. */
    synchronized void sayAgain(String topic) {
        var entry = entries.get(topic);
        if (entry != null) {
            entry.sayAgain();
        }
    }

    /** Somebody asks for this one, and may do so all the time: not before {@code least} after the last. */
    synchronized void askedFor(String topic, Duration least) {
        var entry = entries.get(topic);
        if (entry != null) {
            entry.askedFor(least.toNanos());
        }
    }

    /**
     * The broker took a value, not always the newest: where it is far away, several are on their way.
     *
     * @param turn of {@link Due}
     */
    synchronized void accepted(String topic, long turn) {
        var entry = entries.get(topic);
        if (entry != null) {
            entry.taken |= !entry.dirty && turn == entry.turn;
            entry.unsayable = "";
            entry.refusals = 0;
        }
    }

    /** Whether the broker has the present value of this topic, or there is none. */
    synchronized boolean isTaken(String topic) {
        var entry = entries.get(topic);
        return entry == null || entry.taken;
    }

    /** Whether the broker keeps nothing at this topic, as far as was said here. */
    synchronized boolean isCleared(String topic) {
        var entry = entries.get(topic);
        return entry == null || entry.taken && entry.value.isEmpty();
    }

    /** Nothing is said there any more, until there is another value. */
    synchronized void forget(String topic) {
        entries.remove(topic);
    }

    /** The same, with a pause that grows. */
    synchronized boolean refused(String topic, String why, long now, Pace pace) {
        var entry = entries.get(topic);
        // Several values on their way that are refused together are one refusal of the topic.
        int refusals = entry == null ? 0 : entry.held && entry.heldUntil > now ? entry.refusals - 1 : entry.refusals++;
        return refused(topic, why, now, pace.afterRefusals(Math.max(0, refusals)));
    }

    /**
     * The broker did not take the value: its newest is sent again after the pause.
     *
     * @return whether that is news
     */
    synchronized boolean refused(String topic, String why, long now, Duration pause) {
        var entry = entries.get(topic);
        if (entry == null) {
            return false;
        }
        entry.dirty = true;
        entry.held = true;
        entry.heldUntil = now + pause.toNanos();
        return cannotBeSaid(topic, entry, why, now);
    }

    /**
     * The value cannot be said over this connection; it is tried again over the next one, or when there is another.
     *
     * @return whether that is news
     */
    synchronized boolean setAside(String topic, String why, long now) {
        var entry = entries.get(topic);
        return entry != null && cannotBeSaid(topic, entry, why, now);
    }

    private boolean cannotBeSaid(String topic, Entry entry, String why, long now) {
        boolean isNews = troubles.isNews(topic, this::isUnsayable, now);
        entry.unsayable = why;
        return isNews;
    }

    private boolean isUnsayable(String topic) {
        var entry = entries.get(topic);
        return entry != null && !entry.unsayable.isEmpty();
    }

    /** What the broker does not have, and why; empty when nothing is known against any. */
    synchronized String unsayable() {
        return Few.of(entries.entrySet().stream()
                .filter(topic -> !topic.getValue().unsayable.isEmpty())
                .map(topic -> topic.getKey() + " is not said: " + topic.getValue().unsayable)
                .toList());
    }

    /**
     * Of the values that are due the one whose topic was silent for longest, so that none starves where the broker is far
     * away; it counts as sent.
     *
     * @param last whether this is the last occasion: then no value waits for its interval
     */
    synchronized Optional<Due> next(long now, boolean last) {
        return entries.entrySet().stream()
                .filter(topic -> topic.getValue().isDue(now, last))
                .max(Comparator.comparingLong(topic -> topic.getValue().silence(now)))
                .map(topic -> topic.getValue().send(topic.getKey(), now, ++turns));
    }

    /** Nanoseconds until something is due; {@link Long#MAX_VALUE} when nothing waits. */
    synchronized long untilDue(long now) {
        return entries.values().stream()
                .filter(entry -> entry.dirty)
                .mapToLong(entry -> entry.untilDue(now))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
