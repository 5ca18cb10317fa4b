package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.Names;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrimaryHostTest {
    private static final String STATE = "spBv1.0/STATE/scada";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final EdgeNode node = new EdgeNode(
            new Names("site", "lobby"), Optional.of("scada"), false, EdgeNode.Rhythm.USUAL, Clock.systemUTC());
    private final PrimaryHost host = new PrimaryHost("scada", node, Duration.ofMinutes(5), clock::nanos);
    private final Subscriptions subscriptions = new Subscriptions(
            Duration.ofSeconds(1), Duration.ofMinutes(1), Counted.sparkplug(new GatewayMetrics()), clock::nanos);
    private final Keeping broker = new Keeping();

    @BeforeEach
    void hears() {
        node.connecting(0);
        node.connected();
        state(false, 10_000);
    }

    @Test
    void theBrokerIsAskedOnceInAPauseForWhatItKeeps() throws Exception {
        assertThat(ask()).as("nothing speaks against it").isFalse();
        state(true, 5_000);
        assertThat(ask()).isTrue();
        assertThat(broker.asked).containsExactly(STATE);
        assertThat(node.isWaiting()).as("the broker keeps that it is offline").isTrue();
        assertThat(ask()).as("that is the answer").isFalse();

        state(true, 5_000);
        clock.advance(Duration.ofSeconds(299));
        assertThat(ask()).as("a host that contradicts itself all the time").isFalse();
        clock.advance(Duration.ofSeconds(1));
        broker.online = true;
        assertThat(ask()).isTrue();
        assertThat(broker.asked).hasSize(2);
        assertThat(node.isWaiting()).isFalse();
    }

    @Test
    void whatDoesNotCountIsALineAnHourOfEachKind() {
        try (var said =
                LogListener.to(PrimaryHost.class, line -> line.getMessage().replaceAll(";.*", ""))) {
            host.outdated();
            host.outdated();
            host.unreadable();
            clock.advance(Duration.ofMinutes(60));
            host.unreadable();
            var outdated = "A state of the primary host at {0} is ignored: expected a timestamp not before that of the"
                    + " state before it, found an older one";
            var unreadable = "A state of the primary host at {0} is ignored: expected an object of JSON with online and"
                    + " timestamp, found something else";
            assertThat(said.lines()).containsExactly(outdated, unreadable, unreadable);
        }
    }

    private boolean ask() throws Exception {
        return host.askAgain(subscriptions, broker);
    }

    private void state(boolean online, long timestamp) {
        var text = "{\"online\":" + online + ",\"timestamp\":" + timestamp + "}";
        node.arrived(STATE, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Tells at each subscription what it keeps. */
    private final class Keeping extends UnaskedWire {
        final List<String> asked = new ArrayList<>();
        boolean online;

        @Override
        public Receipt subscribe(String filter, boolean stored, Duration deadline) {
            assertThat(stored).isTrue();
            asked.add(filter);
            state(online, online ? 5_000 : 10_000);
            return new Receipt.Accepted();
        }
    }
}
