package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.Names;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node of no cameras over a client that does not take a message each time it is asked. */
@Timeout(30)
class SparkplugSessionTest {
    private static final Names NAMES = new Names("site", "lobby");

    private final EdgeNode node = new EdgeNode(
            NAMES,
            Optional.empty(),
            false,
            new EdgeNode.Rhythm(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(1), 1000),
            Clock.systemUTC());
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final List<String> asked = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    private SparkplugSession session(int refusals, Duration patience) {
        return session(new Reluctant(refusals), patience);
    }

    private SparkplugSession session(Wire wire, Duration patience) {
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
        var twins = new Twins(NAMES, pace, Counted.sparkplug(metrics), System::nanoTime);
        return new SparkplugSession(wire, node, NAMES, twins, (_, _, _) -> {}, metrics, pace, Clock.systemUTC());
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

    /** As brokers can be told to answer what an access list does not allow; the client notices, or the next word does. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatBreaksSoonNamesWhatWasSaidAndWhatTheBrokerMustAllow(boolean noticed) {
        var why = new WireException(WireException.Kind.LOST, "the broker closed the connection");
        var broker = new Ending(why);
        var session = session(broker, Duration.ofSeconds(5));
        broker.after = noticed ? () -> session.lost(why) : node::beBornAgain;
        assertThatThrownBy(() -> session.run(() -> false))
                .hasMessage("the broker closed the connection, soon after what was said at"
                        + " spBv1.0/site/NBIRTH/lobby; if that is so each time, the broker's access list must let the"
                        + " gateway read and write spBv1.0/site/+/lobby/#");
    }

    @Test
    void aConnectionThatAnotherClientEndedSaysNothingOfAccessLists() {
        var session = session(new Reluctant(0), Duration.ofSeconds(5));
        session.lost(new WireException(WireException.Kind.TAKEN_OVER, "another client has connected"));
        assertThatThrownBy(() -> session.run(() -> false)).hasMessage("another client has connected");
        assertThat(said).containsExactly("spBv1.0/site/NBIRTH/lobby");
    }

    /** Takes the first message, and no other. */
    private static final class Ending extends UnaskedWire {
        private final WireException why;
        private boolean ended;
        private Runnable after = () -> {};

        Ending(WireException why) {
            this.why = why;
        }

        @Override
        public boolean say(String topic, byte[] payload, Runnable gone) throws WireException {
            if (ended) {
                throw why;
            }
            ended = true;
            gone.run();
            after.run();
            return true;
        }
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
