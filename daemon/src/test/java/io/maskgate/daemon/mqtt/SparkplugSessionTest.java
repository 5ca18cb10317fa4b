package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.Names;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node of no cameras over a client that does not take a message each time it is asked. */
@Timeout(30)
class SparkplugSessionTest {
    private static final Names NAMES = new Names("site", "lobby");

    private final GatewayMetrics metrics = new GatewayMetrics(new PrometheusRegistry());
    private final List<String> asked = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    private SparkplugSession session(int refusals, Duration patience) {
        var rhythm = new EdgeNode.Rhythm(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(1), 1000);
        var node = new EdgeNode(NAMES, Optional.empty(), false, rhythm, Clock.systemUTC());
        node.connecting(0);
        node.connected();
        var usual = Gateways.QUICK;
        var pace = new Pace(
                usual.firstBackoff(),
                usual.maxBackoff(),
                usual.stableAfter(),
                usual.takenOver(),
                usual.window(),
                usual.perSecond(),
                usual.countsInterval(),
                patience);
        return new SparkplugSession(new Reluctant(refusals), node, (_, _, _) -> {}, metrics, pace, Clock.systemUTC());
    }

    @Test
    void whatTheClientDoesNotTakeYetIsSaidOnceItDoesAndInItsOrder() throws Exception {
        session(2, Duration.ofSeconds(5)).run(() -> !said.isEmpty());
        assertThat(said).containsExactly("spBv1.0/site/NBIRTH/lobby", "spBv1.0/site/NDEATH/lobby");
        assertThat(asked).hasSize(6);
        assertThat(metrics.sparkplugPublished.get()).isEqualTo(2);
    }

    @Test
    void aClientThatTakesNothingForLongIsGivenUp() {
        var session = session(Integer.MAX_VALUE, Duration.ofMillis(100));
        assertThatThrownBy(() -> session.run(() -> false))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(WireException.Kind.TIMEOUT))
                .hasMessage("nothing could be written to the broker for 0.1 s; what waits is to be said at"
                        + " spBv1.0/site/NBIRTH/lobby");
        assertThat(asked).as("not as fast as it can").hasSizeLessThan(150);
    }

    /** Refuses each message so often before it takes it. */
    private final class Reluctant extends UnaskedWire {
        private final int refusals;

        Reluctant(int refusals) {
            this.refusals = refusals;
        }

        @Override
        public boolean say(String topic, byte[] payload, Runnable gone) {
            asked.add(topic);
            if (asked.size() % (refusals + 1L) != 0) {
                return false;
            }
            said.add(topic);
            gone.run();
            return true;
        }
    }
}
