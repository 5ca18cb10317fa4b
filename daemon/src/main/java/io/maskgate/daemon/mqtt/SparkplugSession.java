package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.Packet;
import java.time.Clock;
import java.time.Duration;
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

    private final Wire wire;
    private final EdgeNode node;
    private final Session.Incoming incoming;
    private final GatewayMetrics metrics;
    private final Pace pace;
    private final Clock clock;
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private int onTheirWay;

    private sealed interface Signal {
        record Woken() implements Signal {}

        record Gone() implements Signal {}

        record Lost(WireException why) implements Signal {}
    }

    SparkplugSession(
            Wire wire, EdgeNode node, Session.Incoming incoming, GatewayMetrics metrics, Pace pace, Clock clock) {
        this.wire = wire;
        this.node = node;
        this.incoming = incoming;
        this.metrics = metrics;
        this.pace = pace;
        this.clock = clock;
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
            sayNews();
            var pause = onTheirWay < pace.window() ? node.untilNext(System.nanoTime()) : Duration.ofSeconds(1);
            handle(signals.poll(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS));
            for (var signal = signals.poll(); signal != null; signal = signals.poll()) {
                handle(signal);
            }
        }
        // The will is not published after a goodbye, and hosts must hear of the end at once.
        if (!node.isWaiting()) {
            say(node.death());
        }
        long end = System.nanoTime() + LAST_WORD.toNanos();
        while (onTheirWay > 0 && System.nanoTime() < end) {
            handle(signals.poll(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        }
    }

    private void sayNews() throws WireException {
        while (onTheirWay < pace.window()) {
            var next = node.next(clock.instant(), System.nanoTime());
            if (next.isEmpty()) {
                break;
            }
            say(next.get());
        }
    }

    private void say(Packet packet) throws WireException {
        onTheirWay++;
        wire.say(packet.topic(), packet.payload(), () -> signals.add(new Signal.Gone()));
        metrics.sparkplugPublished.inc();
    }

    private void handle(@Nullable Signal signal) throws WireException {
        switch (signal) {
            case null -> {}
            case Signal.Woken() -> woken.set(false);
            case Signal.Gone() -> onTheirWay--;
            case Signal.Lost(WireException why) -> throw why;
        }
    }
}
