package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.mqtt.Wire.Receipt;
import io.maskgate.daemon.mqtt.WireException.Kind;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection once the broker has accepted. One thread does everything; Paho's threads and the cameras
 * only leave signals, of which there are at most as many as messages in flight and a few.
 */
final class Session implements Wire.Listener {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    /** Room in a packet for everything that is not topic or payload. */
    private static final int PACKET_OVERHEAD = 64;
    /** By then a broker that ends the connection at what it refuses has done so. */
    private static final Duration JUST = Duration.ofSeconds(1);

    private final Wire wire;
    private final Retained retained;
    private final Drain drain;
    private final Suspects suspects;
    private final Incoming incoming;
    private final GatewayMetrics metrics;
    private final Pace pace;
    private final Latency latency;
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    /** Messages in flight, oldest first; retained ones have negative keys. */
    private final SequencedMap<Long, Sent> sent = new LinkedHashMap<>();

    private final long connectedAt = System.nanoTime();
    private int window;
    private long backlog;
    private long maximumPacketSize;
    private long retainedSent;
    private long eventsSent;
    /** What the broker refused last, until it is known to stay nevertheless. */
    private @Nullable Sent refused;

    private long refusedAt;
    /** The last that had no answer when a later one had. */
    private @Nullable Sent overtaken;

    /** Takes what comes from the broker; must return at once. */
    interface Incoming {
        void arrived(String topic, byte[] payload, boolean isRetained);

        /** Comes round at least once a second, by the thread of the connection, which may ask the broker something. */
        default void passed() throws WireException, InterruptedException {}
    }

    /**
     * @param due where it is of {@link Retained}
     * @param at nanoseconds
     */
    private record Sent(String topic, Retained.@Nullable Due due, long at) {}

    private sealed interface Signal {
        record Woken() implements Signal {}

        record Answered(long key, Receipt receipt) implements Signal {}

        record Lost(WireException why) implements Signal {}
    }

    Session(
            Wire wire,
            Retained retained,
            Drain drain,
            Suspects suspects,
            Incoming incoming,
            GatewayMetrics metrics,
            Pace pace,
            Clock clock) {
        this.wire = wire;
        this.retained = retained;
        this.drain = drain;
        this.suspects = suspects;
        this.incoming = incoming;
        this.metrics = metrics;
        this.pace = pace;
        latency = new Latency(metrics, clock);
        window = pace.window();
    }

    /** So many events waited when the broker accepted; their delivery is worth a line. */
    void waited(long events) {
        backlog = events;
    }

    void granted(Wire.Granted granted) {
        window = Math.max(1, Math.min(pace.window(), granted.receiveMaximum()));
        maximumPacketSize = granted.maximumPacketSize();
    }

    /** There is something new to send, or it is time to go. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            signals.add(new Signal.Woken());
        }
    }

    @Override
    public void lost(WireException why) {
        signals.add(new Signal.Lost(why));
    }

    @Override
    public void message(String topic, byte[] payload, boolean isRetained) {
        incoming.arrived(topic, payload, isRetained);
    }

    /** Publishes until the connection is lost (which throws) or it is time to go. */
    void run(Farewell farewell) throws WireException, InterruptedException {
        try {
            publish(farewell);
        } finally {
            metrics.outboxDraining.set(0);
        }
    }

    private void publish(Farewell farewell) throws WireException, InterruptedException {
        retained.sayAllAgain();
        drain.restart(System.nanoTime());
        boolean eventsFirst = false;
        while (true) {
            long now = System.nanoTime();
            checkPatience(now);
            incoming.passed();
            // Asked once: what is said last must have been sent by then.
            boolean leaving = farewell.isAsked();
            // Who sent last is second next: counts that change each second could take all of the window, or of the
            // rate.
            long statesBefore = retainedSent;
            long eventsBefore = eventsSent;
            if (!eventsFirst) {
                sendRetained(now, leaving);
            }
            boolean idle = sendEvents(now);
            if (eventsFirst) {
                sendRetained(now, leaving);
            }
            eventsFirst = retainedSent != statesBefore || eventsFirst && eventsSent == eventsBefore;
            metrics.outboxDraining.set(drain.isLimited() && drain.isWaiting() ? 1 : 0);
            if (drain.isEmpty() && sent.isEmpty()) {
                sayDelivered(now);
            }
            if (leaving && (idle && sent.isEmpty() || farewell.isDue())) {
                return;
            }
            handle(signals.poll(pause(System.nanoTime()), TimeUnit.NANOSECONDS));
            handleAll();
        }
    }

    private void handleAll() throws WireException {
        for (var signal = signals.poll(); signal != null; signal = signals.poll()) {
            handle(signal);
        }
    }

    private void sayDelivered(long now) {
        if (backlog > pace.window()) {
            long lost = drain.lost();
            LOG.log(
                    Level.INFO,
                    lost == 0
                            ? "The {0} events that waited are delivered, within {1} s."
                            : "What is left of the {0} events that waited is delivered, within {1} s; {2} were given up"
                                    + " meanwhile, see above.",
                    Long.toString(backlog),
                    Long.toString(Duration.ofNanos(now - connectedAt).toSeconds() + 1),
                    Long.toString(lost));
        }
        backlog = 0;
    }

    /** When to stop sending the backlog. */
    interface Farewell {
        boolean isAsked();

        boolean isDue();
    }

    /** The last word: waits for its acknowledgement, or for the deadline. */
    void sayLast(String topic, byte[] payload, Duration deadline) throws WireException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (isFull()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                // Without a goodbye the will says it.
                throw new WireException(Kind.TIMEOUT, "the broker acknowledges nothing");
            }
            handle(signals.poll(left, TimeUnit.NANOSECONDS));
        }
        long key = --retainedSent;
        wire.publish(topic, payload, true, receipt -> signals.add(new Signal.Answered(key, receipt)));
        sent.put(key, new Sent(topic, null, System.nanoTime()));
        while (sent.containsKey(key)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            handle(signals.poll(left, TimeUnit.NANOSECONDS));
        }
    }

    private long pause(long now) {
        long wait = isFull()
                ? Long.MAX_VALUE
                : Math.min(Math.max(retained.untilDue(now), drain.rate().untilNext()), drain.untilNext(now));
        return Math.min(wait, Duration.ofSeconds(1).toNanos());
    }

    private boolean isFull() {
        return sent.size() >= (suspects.isAnyOnTrial(System.nanoTime()) ? 1 : window);
    }

    private void sendRetained(long now, boolean last) throws WireException {
        while (!isFull() && drain.rate().allows(now)) {
            var next = retained.next(now, last);
            if (next.isEmpty()) {
                return;
            }
            var due = next.get();
            if (isTooLarge(due.topic(), due.payload())) {
                setAside(due, now);
            } else {
                drain.rate().take();
                publish(--retainedSent, new Sent(due.topic(), due, now), due.payload(), due.kept());
            }
        }
    }

    private void setAside(Retained.Due due, long now) {
        String why = due.payload().length + " bytes, and the broker takes packets of " + maximumPacketSize + " at most";
        failure(Reasons.words(Reasons.PACKET_TOO_LARGE));
        LOG.log(
                retained.setAside(due.topic(), why, now) ? Level.WARNING : Level.DEBUG,
                "{0} is not said: {1}; raise the broker''s limit",
                due.topic(),
                why);
    }

    /** Sent nevertheless it would only end the connection. */
    private boolean isTooLarge(String topic, byte[] payload) {
        return payload.length + topic.length() + PACKET_OVERHEAD > maximumPacketSize;
    }

    /** Returns whether the outbox has nothing more to give at the moment. */
    private boolean sendEvents(long now) throws WireException {
        while (!isFull()) {
            var next = drain.next(now);
            if (next.isEmpty()) {
                return drain.untilNext(now) >= Duration.ofSeconds(1).toNanos();
            }
            var message = next.get();
            if (isTooLarge(message.topic(), message.payload())) {
                eventRefused(message.sequence(), Reasons.PACKET_TOO_LARGE, now);
            } else {
                eventsSent++;
                publish(message.sequence(), new Sent(message.topic(), null, now), message.payload(), false);
            }
        }
        return false;
    }

    private void publish(long key, Sent message, byte[] payload, boolean keep) throws WireException {
        try {
            wire.publish(message.topic, payload, keep, receipt -> signals.add(new Signal.Answered(key, receipt)));
        } catch (WireException e) {
            // What it answered before shows at what it ended.
            handleAll();
            throw lostAt(e);
        }
        sent.put(key, message);
    }

    private void handle(@Nullable Signal signal) throws WireException {
        switch (signal) {
            case null -> {}
            case Signal.Woken() -> woken.set(false);
            case Signal.Lost(WireException why) -> throw lostAt(why);
            case Signal.Answered(long key, Receipt receipt) -> answered(key, receipt);
        }
    }

    /**
     * A broker may end a connection at a message it does not allow: at what it has just refused, or else, as answers come in
     * order, at the first without one.
     */
    private WireException lostAt(WireException why) {
        long now = System.nanoTime();
        var last = refused == null ? oldest() : refused;
        if (why.kind() != Kind.LOST
                || last == null
                || now - last.at >= pace.stableAfter().toNanos()) {
            return why;
        }
        suspect(last, now, false);
        return SessionEnds.lost(why, last.topic, refused != null);
    }

    /** Of those without an answer. */
    private @Nullable Sent oldest() {
        var first = sent.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** The connection ends at it, and perhaps each time. */
    private void suspect(Sent last, long now, boolean silent) {
        int times = suspects.ended(last.topic, sent.values().stream().map(Sent::topic), now, silent);
        if (times < Suspects.FAILURES) {
            return;
        }
        var why = suspects.words(last.topic);
        if (last.due != null) {
            retained.refused(last.topic, why, now, suspects.pause(last.topic));
        } else {
            drain.leaveOut(last.topic, why, suspects.pause(last.topic), now);
        }
        LOG.log(
                times == Suspects.FAILURES ? Level.WARNING : Level.DEBUG,
                "{0} is {1}; check the broker''s access list",
                last.topic,
                why);
    }

    private void answered(long key, Receipt receipt) {
        var first = oldest();
        var message = sent.remove(key);
        overtaken = message == first ? overtaken : first;
        var said = message == null ? null : message.due;
        switch (receipt) {
            case Receipt.Accepted() -> {
                metrics.mqttPublished.inc();
                if (message != null) {
                    suspects.answered(message.topic);
                }
                drain.accepted(key).ifPresent(latency::observe);
                if (said != null) {
                    retained.accepted(said.topic(), said.turn());
                }
            }
            case Receipt.Refused(int code) -> {
                if (refused != null) {
                    suspects.answered(refused.topic);
                }
                refused = message;
                refusedAt = System.nanoTime();
                if (said == null) {
                    eventRefused(key, code, System.nanoTime());
                } else {
                    retainedRefused(said.topic(), code, System.nanoTime());
                }
            }
        }
    }

    private void eventRefused(long key, int code, long now) {
        failure(Reasons.words(code));
        drain.refused(key, code, now)
                .ifPresent(topic -> LOG.log(
                        Level.WARNING,
                        "The broker refuses {0} ({1}): its messages wait and are tried again; check the broker''s access"
                                + " list and quotas",
                        topic,
                        Reasons.words(code)));
    }

    private void retainedRefused(String topic, int code, long now) {
        failure(Reasons.words(code));
        boolean isNews = retained.refused(topic, "the broker refuses it (" + Reasons.words(code) + ")", now, pace);
        LOG.log(
                isNews ? Level.WARNING : Level.DEBUG,
                "The broker refuses {0} ({1}): it is tried again; check the broker''s access list and quotas",
                topic,
                Reasons.words(code));
    }

    private void checkPatience(long now) throws WireException {
        if (refused != null && now - refusedAt > JUST.toNanos()) {
            suspects.answered(refused.topic);
            refused = null;
        }
        var oldest = oldest();
        if (oldest != null && now - oldest.at > pace.ackTimeout().toNanos()) {
            suspect(oldest, now, true);
            throw SessionEnds.silent(oldest.topic, pace.ackTimeout(), oldest.equals(overtaken));
        }
    }

    private void failure(String reason) {
        metrics.mqttFailures.labelValues(reason).inc();
    }
}
