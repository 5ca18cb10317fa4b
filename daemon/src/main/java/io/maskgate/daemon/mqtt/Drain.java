package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Chooses what goes from the outbox to the broker next: in order, at a bounded rate, never what is in flight. A topic
 * the broker refuses is held back and tried again with growing pauses while the others go on; what it sent in the
 * meantime keeps its ids and sequence numbers, by which a consumer puts it in order. Used by one thread. Times are
 * nanoseconds.
 */
final class Drain {
    private static final int PAGE = 64;
    private static final int REFUSALS_THAT_ARE_FINAL = 5;
    private static final long SECOND = 1_000_000_000L;

    private final Outbox outbox;
    private final Pace pace;
    private final GatewayMetrics metrics;
    private final UnaryOperator<String> said;
    private final Map<Long, Waiting> inFlight = new LinkedHashMap<>();
    /** Sent over a connection that broke before the broker answered. */
    private final Set<Long> unanswered = new HashSet<>();

    private final Map<String, Hold> holds = new TreeMap<>();
    private final Troubles troubles = new Troubles();

    private final Map<Long, Integer> permanentRefusals = new HashMap<>();
    private final ArrayDeque<Waiting> page = new ArrayDeque<>();
    /** Up to here, all that waits is in flight or of topics held back now. */
    private long cursor;
    /** The page's end: up to there nothing else may go. */
    private long pageEnd;

    /** Whether the last look came to the end of the outbox and found nothing. */
    private boolean end;
    /** Up to here, all that waits is in flight or of {@link #passedTopics}: while they are held back nothing there may go. */
    private long passed;

    private final Set<String> passedTopics = new HashSet<>();

    private long openings;
    private long lostBefore;
    private final Rate rate;
    private volatile String held = "";

    /**
     * @param over whether it may be tried again; it is gone when the broker takes something
     * @param why in words
     */
    private record Hold(long until, int refusals, boolean over, String why) {
        boolean ends(long now) {
            return !over && until <= now;
        }

        Hold ended() {
            return new Hold(until, refusals, true, why);
        }
    }

    Drain(Outbox outbox, Pace pace, GatewayMetrics metrics) {
        this(outbox, pace, metrics, UnaryOperator.identity());
    }

    /** @param said the topic to which goes what waits at one */
    Drain(Outbox outbox, Pace pace, GatewayMetrics metrics, UnaryOperator<String> said) {
        this.outbox = outbox;
        this.pace = pace;
        this.metrics = metrics;
        this.said = said;
        rate = new Rate(pace);
    }

    /** Of all that goes to the broker. */
    Rate rate() {
        return rate;
    }

    /** A new connection: what was in flight has to go again. */
    void restart(long now) {
        unanswered.addAll(inFlight.keySet());
        inFlight.clear();
        beginAgain();
        lostBefore = outbox.health().lost();
        rate.restart(now);
    }

    /** The next message to publish, which then counts as in flight. */
    Optional<Waiting> next(long now) {
        end = false;
        boolean allowed = rate.allows(now);
        releaseHolds(now);
        if (openings != outbox.openings()) {
            // What was on disk and could not be read has lower numbers than what went from memory meanwhile.
            openings = outbox.openings();
            beginAgain();
        }
        if (!allowed) {
            return Optional.empty();
        }
        while (true) {
            if (page.isEmpty()) {
                read();
            }
            var message = page.pollFirst();
            if (message == null) {
                if (end) {
                    forgetHoldsOfNothing();
                }
                return Optional.empty();
            }
            cursor = page.isEmpty() ? pageEnd : message.sequence();
            if (!inFlight.containsKey(message.sequence()) && !isHeld(message.topic())) {
                rate.take();
                countRepeat(message.sequence());
                inFlight.put(message.sequence(), message);
                return Optional.of(message);
            }
        }
    }

    private void read() {
        if (passed > cursor && passedTopics.stream().allMatch(this::isHeld)) {
            cursor = passed;
        }
        var next = look();
        while (next.messages().isEmpty() && next.goesOn(cursor)) {
            cursor = next.upTo();
            next = look();
        }
        next.messages().forEach(message -> page.add(message.to(said.apply(message.topic()))));
        pageEnd = next.upTo();
        if (page.isEmpty()) {
            cursor = pageEnd;
            end = next.end();
        }
    }

    private Outbox.Page look() {
        return outbox.next(cursor, PAGE, topic -> !isHeld(said.apply(topic)));
    }

    /** Whether all that waited is with the broker: nothing is left, in flight or held back. */
    boolean isEmpty() {
        return end && holds.isEmpty() && inFlight.isEmpty();
    }

    /** Given up during this connection, for whatever reason. */
    long lost() {
        return outbox.health().lost() - lostBefore;
    }

    /** The broker took it; empty when it was not in flight. */
    Optional<Waiting> accepted(long sequence) {
        var message = inFlight.remove(sequence);
        if (message != null) {
            metrics.outboxDelivered.inc();
            outbox.acknowledged(sequence);
            // Read again after a refusal, while this one was in flight.
            page.removeIf(other -> other.sequence() == sequence);
            permanentRefusals.remove(sequence);
            release(message.topic());
        }
        return Optional.ofNullable(message);
    }

    /**
     * The broker did not take it: later again, or, when the message itself is at fault five times, never.
     *
     * @return its topic, where it is news that it is held back
     */
    Optional<String> refused(long sequence, int code, long now) {
        var message = inFlight.remove(sequence);
        if (message == null) {
            return Optional.empty();
        }
        boolean isNews = troubles.isNews(message.topic(), holds::containsKey, now);
        if (Reasons.isPermanent(code)
                && permanentRefusals.merge(sequence, 1, Integer::sum) >= REFUSALS_THAT_ARE_FINAL) {
            permanentRefusals.remove(sequence);
            outbox.refused(sequence, Reasons.words(code));
            release(message.topic());
        } else {
            var before = holds.get(message.topic());
            // Several of one window refused together are one refusal of the topic.
            if (before == null || before.over()) {
                int refusals = before == null ? 0 : before.refusals() + 1;
                long until = now + pace.afterRefusals(refusals).toNanos();
                var why = "the broker refuses them (" + Reasons.words(code) + ")";
                holds.put(message.topic(), new Hold(until, refusals, false, why));
                tell();
            }
            passedTopics.add(message.topic());
            // What is passed over meanwhile is gone back to when the pause is over.
        }
        return isNews ? Optional.of(message.topic()) : Optional.empty();
    }

    /** What waits of this topic is passed over for so long. */
    void leaveOut(String topic, String why, Duration pause, long now) {
        holds.put(topic, new Hold(now + pause.toNanos(), 0, false, why));
        passedTopics.add(topic);
        tell();
    }

    /** The broker may have changed its mind. */
    void tryAgain(long now) {
        holds.replaceAll((_, hold) -> hold.over() ? hold : new Hold(now, hold.refusals(), false, hold.why()));
    }

    /** Which topics are held back, and why; empty when none. Any thread may ask. */
    String held() {
        return held;
    }

    private void release(String topic) {
        if (isHeld(topic)) {
            goBack();
        }
        if (holds.remove(topic) != null) {
            tell();
        }
    }

    private void tell() {
        held = Few.of(holds.entrySet().stream()
                .map(hold -> "messages of " + hold.getKey() + " wait: "
                        + hold.getValue().why())
                .toList());
    }

    private void countRepeat(long sequence) {
        if (unanswered.remove(sequence)) {
            metrics.outboxRepeated.inc();
        }
        // Those before it are not offered any more: they grew too old.
        unanswered.removeIf(earlier -> earlier < sequence);
    }

    /** Whether the rate keeps the next message back, be it an event. */
    boolean isLimited() {
        return rate.isSpent();
    }

    /** Whether there are events beside those under way. */
    boolean isWaiting() {
        return outbox.health().messages() > inFlight.size();
    }

    /** Nanoseconds after which another look is worth it although nothing else happens. */
    long untilNext(long now) {
        long wait = SECOND;
        if (rate.isSpent()) {
            wait = Math.min(wait, rate.untilNext());
        }
        for (var hold : holds.values()) {
            if (!hold.over()) {
                wait = Math.min(wait, Math.max(1, hold.until() - now));
            }
        }
        return wait;
    }

    private boolean isHeld(String topic) {
        var hold = holds.get(topic);
        return hold != null && !hold.over();
    }

    private void releaseHolds(long now) {
        if (holds.values().stream().anyMatch(hold -> hold.ends(now))) {
            goBack();
            holds.replaceAll((_, hold) -> hold.ends(now) ? hold.ended() : hold);
        }
    }

    /** At the end of the backlog: what a topic was held back for may have grown too old meanwhile. */
    private void forgetHoldsOfNothing() {
        boolean some = holds.entrySet()
                .removeIf(hold -> hold.getValue().over()
                        && inFlight.values().stream()
                                .noneMatch(message -> message.topic().equals(hold.getKey())));
        if (some) {
            tell();
        }
        if (holds.isEmpty() && inFlight.isEmpty()) {
            // Nothing waits, so that what was refused before has gone or grown too old.
            permanentRefusals.clear();
        }
    }

    /**
     * To what a topic was passed over for, before that is held back no longer. Where the broker refuses it again, all that
     * was passed over is not read once more: of a large backlog that would be all of the disk at the end of each pause.
     */
    private void goBack() {
        if (cursor >= passed) {
            passed = cursor;
            passedTopics.clear();
            holds.keySet().stream().filter(this::isHeld).forEach(passedTopics::add);
        }
        rewind();
    }

    /** Anything may wait anywhere. */
    private void beginAgain() {
        passed = 0;
        rewind();
    }

    private void rewind() {
        cursor = 0;
        page.clear();
    }
}
