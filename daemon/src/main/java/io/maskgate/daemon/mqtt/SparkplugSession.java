package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.Names;
import io.maskgate.daemon.sparkplug.Packet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection of the Sparkplug node: one thread publishes what the node has to say, in order; all others
 * only leave signals, of which there are at most as many as messages on their way and a few.
 */
final class SparkplugSession implements Wire.Listener {
    private static final Duration LAST_WORD = Duration.ofMillis(500);
    /** How long Paho counts what it has written, at most, unless it is not scheduled. */
    private static final Duration NOT_YET = Duration.ofMillis(1);

    private final Wire wire;
    private final EdgeNode node;
    private final Names names;
    private final Twins twins;
    private final Session.Incoming incoming;
    private final GatewayMetrics metrics;
    private final Pace pace;
    private final Clock clock;
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    /** What the node has said and the client has not taken yet. */
    private final ArrayDeque<Packet> unsaid = new ArrayDeque<>();

    private final long connectedAt = System.nanoTime();
    private int window;
    private int onTheirWay;
    /** Topic of what the client took last; empty before. */
    private String last = "";

    /** Whether the client took nothing when it was last asked, and since when, in nanoseconds. */
    private boolean isRefused;

    private long refusedSince;

    private sealed interface Signal {
        record Woken() implements Signal {}

        record Gone() implements Signal {}

        record Lost(WireException why) implements Signal {}
    }

    SparkplugSession(
            Wire wire,
            EdgeNode node,
            Names names,
            Twins twins,
            Session.Incoming incoming,
            GatewayMetrics metrics,
            Pace pace,
            Clock clock) {
        this.wire = wire;
        this.node = node;
        this.names = names;
        this.twins = twins;
        this.incoming = incoming;
        this.metrics = metrics;
        this.pace = pace;
        this.clock = clock;
        window = pace.window();
    }

    /** One less than the receive maximum, where that allows any: Paho counts what is written a moment longer than it says. */
    void granted(Wire.Granted granted) {
        window = Math.max(1, Math.min(pace.window(), granted.receiveMaximum() - 1));
    }

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
    public void message(String topic, byte[] payload, boolean retained) {
        incoming.arrived(topic, payload, retained);
    }

    /** Publishes until the connection is lost (which throws), it is time to go, or the primary host went; then says so. */
    void run(BooleanSupplier closing) throws WireException, InterruptedException {
        while (!closing.getAsBoolean() && !node.mustLeave()) {
            incoming.passed();
            sayNews();
            await(onTheirWay < window ? node.untilNext(System.nanoTime()) : Duration.ofSeconds(1));
        }
        // The will is not published after a goodbye, and hosts must hear of the end at once.
        if (!node.isWaiting()) {
            unsaid.add(node.death());
        }
        long end = System.nanoTime() + LAST_WORD.toNanos();
        sayUnsaid();
        while (onTheirWay + unsaid.size() > 0 && System.nanoTime() < end) {
            await(Duration.ofNanos(end - System.nanoTime()));
            sayUnsaid();
        }
    }

    private void await(Duration longest) throws WireException, InterruptedException {
        var pause = isRefused ? NOT_YET : longest;
        handle(signals.poll(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS));
        for (var signal = signals.poll(); signal != null; signal = signals.poll()) {
            handle(signal);
        }
    }

    private void sayNews() throws WireException {
        while (sayUnsaid()) {
            var next = node.next(clock.instant(), System.nanoTime());
            if (next.isEmpty()) {
                return;
            }
            unsaid.add(next.get());
        }
    }

    /** In its order, each packet once; whether there is room for more. */
    private boolean sayUnsaid() throws WireException {
        while (onTheirWay < window) {
            var packet = unsaid.peek();
            if (packet == null) {
                return true;
            }
            if (!say(packet)) {
                refused(packet.topic());
                return false;
            }
            isRefused = false;
            last = packet.topic();
            unsaid.remove();
            onTheirWay++;
            metrics.sparkplugPublished.inc();
        }
        return false;
    }

    private boolean say(Packet packet) throws WireException {
        if (packet.topic().equals(names.birth())) {
            // Before it is said: it may come back before that returns.
            twins.saying(packet.payload());
        }
        try {
            return wire.say(packet.topic(), packet.payload(), () -> signals.add(new Signal.Gone()));
        } catch (WireException e) {
            throw lostAt(e);
        }
    }

    /** A broker may end a connection at a message it does not allow. Nothing is answered here: it is one of the last said. */
    private WireException lostAt(WireException why) {
        boolean soon = System.nanoTime() - connectedAt < pace.stableAfter().toNanos();
        return why.kind() == WireException.Kind.LOST && soon && !last.isEmpty()
                ? new WireException(
                        why.kind(),
                        why.getMessage() + ", soon after what was said at " + last
                                + "; if that is so each time, the broker's access list must let the gateway read and"
                                + " write " + names.all(),
                        why)
                : why;
    }

    private void refused(String topic) throws WireException {
        long now = System.nanoTime();
        if (!isRefused) {
            isRefused = true;
            refusedSince = now;
        }
        if (now - refusedSince > pace.ackTimeout().toNanos()) {
            throw new WireException(
                    WireException.Kind.TIMEOUT,
                    "nothing could be written to the broker for "
                            + pace.ackTimeout().toMillis() / 1e3 + " s; what waits is to be said at " + topic);
        }
    }

    private void handle(@Nullable Signal signal) throws WireException {
        switch (signal) {
            case null -> {}
            case Signal.Woken() -> woken.set(false);
            case Signal.Gone() -> onTheirWay--;
            case Signal.Lost(WireException why) -> throw lostAt(why);
        }
    }
}
