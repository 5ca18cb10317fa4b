package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A name of two addresses, with a real mosquitto at 127.0.0.1 alone. */
@Timeout(60)
class AddressesTest {
    @TempDir
    Path folder;

    Gateways gateways;

    @BeforeEach
    void prepare() throws Exception {
        gateways = new Gateways(folder);
    }

    @AfterEach
    void close() {
        gateways.outbox.close();
    }

    @Test
    void whatWasTriedInVainComesLast() throws Exception {
        var all = Gateways.ips("192.0.2.1", "2001:db8::1", "192.0.2.3");
        var addresses = new Addresses(new BrokerAddress("brokers.example", 1883, false), _ -> all);
        assertThat(addresses.inOrder()).containsExactly(all);
        addresses.trying(all[0]);
        addresses.trying(InetAddress.getByAddress("brokers.example", all[1].getAddress()));
        assertThat(addresses.inOrder()).containsExactly(all[2], all[0], all[1]);
        addresses.trying(all[2]);
        assertThat(addresses.inOrder()).containsExactly(all);
        addresses.trying(InetAddress.ofLiteral("192.0.2.9"));
        assertThat(addresses.inOrder()).as("which the name has no more").containsExactly(all);
        addresses.trying(all[0]);
        addresses.letIn();
        assertThat(addresses.inOrder()).containsExactly(all);
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void theNextIsTriedWhereNothingListensAtTheFirst(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var gateway = gateway(broker, version)) {
            gateway.start();
            await().until(() -> gateway.status().connected());
            assertThat(gateway.status().attempts()).isEqualTo(1);
        }
    }

    /** As that of a family of addresses which leads nowhere. */
    @Test
    void anAddressThatDoesNotAnswerLeavesTimeForTheNext() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var mute = new ServerSocket(broker.port(), 1, InetAddress.getByName("127.0.0.2"))) {
            var waiting = fill(mute);
            try (var gateway = gateway(broker, MqttVersion.V5)) {
                gateway.start();
                await().until(() -> gateway.status().connected());
                assertThat(gateway.status().attempts()).isEqualTo(1);
            } finally {
                for (var socket : waiting) {
                    socket.close();
                }
            }
        }
    }

    /** Until no SYN is answered any more. */
    private static List<Socket> fill(ServerSocket mute) throws IOException {
        var waiting = new ArrayList<Socket>();
        while (true) {
            var socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(mute.getInetAddress(), mute.getLocalPort()), 300);
            } catch (SocketTimeoutException _) {
                return waiting;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void oneThatConnectsAndIsNoBrokerIsPassedOverByTheNextAttempt(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var other = new ServerSocket(broker.port(), 10, InetAddress.getByName("127.0.0.2"));
                var gateway = gateway(broker, version)) {
            Thread.startVirtualThread(() -> hangUp(other));
            gateway.start();
            await().until(() -> gateway.status().connected());
            assertThat(gateway.status().attempts()).isEqualTo(2);
        }
    }

    private static void hangUp(ServerSocket server) {
        while (!server.isClosed()) {
            try (var _ = server.accept()) {
                // That is all.
            } catch (IOException _) {
                // It is closed.
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void eachIsNamedWhereNoneCanBeConnectedTo(MqttVersion version) {
        try (var gateway =
                gateways.gateway(Gateways.config("mqtt://brokers.example:9", version), "127.0.0.3", "127.0.0.2")) {
            gateway.start();
            await().until(() -> gateway.status().attempts() > 2);
            assertThat(gateway.status().detail())
                    .isEqualTo("none of the addresses of the broker at brokers.example:9 can be connected to:"
                            + " 127.0.0.2 (Connection refused), 127.0.0.3 (Connection refused)");
        }
    }

    /** As from a box whose cable is out; nobody connects to a multicast address either. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void theOnlyOneToWhichThereIsNoRouteIsNamedWithTheReason(MqttVersion version) {
        try (var gateway = gateways.gateway(Gateways.config("mqtt://brokers.example:9", version), "224.0.0.1")) {
            gateway.start();
            await().until(() -> gateway.status().attempts() > 2);
            assertThat(gateway.status().detail())
                    .isEqualTo("none of the addresses of the broker at brokers.example:9 can be connected to:"
                            + " 224.0.0.1 (Network is unreachable)");
            assertThat(gateways.metrics.mqttFailures.labelValues("unreachable").get())
                    .isPositive();
            assertThat(gateways.metrics.mqttFailures.labelValues("lost").get()).isZero();
        }
    }

    /** The lookup of a name may take longer than a connection is given. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aNameServerThatDoesNotAnswerIsNotTakenForTheBroker(MqttVersion version) {
        var answered = new CountDownLatch(1);
        var config = Gateways.config("mqtt://brokers.example:9", version, Duration.ofSeconds(1));
        try (var gateway = gateways.resolvedBy(host -> neverFound(host, answered), config)) {
            gateway.start();
            await().untilAsserted(() -> assertThat(gateway.status().detail())
                    .isEqualTo(
                            "the name server does not answer for the broker's host name brokers.example; check DNS on"
                                    + " this box, or write an address into mqtt.url"));
            assertThat(gateways.metrics.mqttFailures.labelValues("unreachable").get())
                    .isPositive();
            assertThat(gateways.metrics.mqttFailures.labelValues("timeout").get())
                    .isZero();
            answered.countDown();
            await().untilAsserted(() -> assertThat(gateway.status().detail())
                    .isEqualTo("the broker's host name is not known: brokers.example"));
        }
    }

    private static InetAddress[] neverFound(String host, CountDownLatch answered) throws UnknownHostException {
        try {
            answered.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host);
    }

    private MqttGateway gateway(Mosquitto broker, MqttVersion version) {
        return gateways.gateway(
                Gateways.config("mqtt://brokers.example:" + broker.port(), version, Duration.ofSeconds(4)),
                "127.0.0.2",
                "127.0.0.1");
    }
}
