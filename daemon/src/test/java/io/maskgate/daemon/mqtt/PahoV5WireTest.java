package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.mqtt.Wire.Receipt;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At a broker of bytes, which grants and asks for what the real ones at hand do not. */
@Timeout(30)
class PahoV5WireTest {
    private static final String TOPIC_ALIAS_MAXIMUM_10 = "22000a";
    private static final String SERVER_KEEP_ALIVE_2 = "130002";

    private static final Wire.Listener NOBODY = new Wire.Listener() {
        @Override
        public void lost(WireException why) {}

        @Override
        public void message(String topic, byte[] payload, boolean retained) {}
    };

    @Test
    void aTopicThatWasRefusedIsNamedAgainThoughTheBrokerGrantsAliases() throws Exception {
        try (var broker = new RawBroker(TOPIC_ALIAS_MAXIMUM_10)) {
            var wire = wire(broker, Duration.ofSeconds(30));
            try {
                wire.connect(Duration.ofSeconds(10), NOBODY);
                for (int i = 0; i < 2; i++) {
                    var receipt = new CompletableFuture<Receipt>();
                    wire.publish("events", new byte[] {(byte) 0xFF}, false, receipt::complete);
                    assertThat(receipt.get(10, TimeUnit.SECONDS))
                            .isEqualTo(new Receipt.Refused(Reasons.QUOTA_EXCEEDED));
                }
            } finally {
                wire.dispose();
            }
            // Topic, packet identifier, no properties, payload.
            assertThat(broker.heard)
                    .filteredOn(packet -> packet.startsWith("32"))
                    .containsExactly("32:00066576656e7473" + "0001" + "00" + "ff", "32:00066576656e7473000200ff");
        }
    }

    @Test
    void theFirstPingIsAsEarlyAsTheBrokerAsks() throws Exception {
        try (var broker = new RawBroker(SERVER_KEEP_ALIVE_2)) {
            var wire = wire(broker, Duration.ofHours(1));
            try {
                wire.connect(Duration.ofSeconds(10), NOBODY);
                await().until(() -> broker.heard.contains("c0:"));
            } finally {
                wire.dispose();
            }
        }
    }

    private static Wire wire(RawBroker broker, Duration keepAlive) throws WireException {
        var plain = Gateways.config("mqtt://127.0.0.1:" + broker.server.getLocalPort(), MqttVersion.V5);
        var config = new BrokerKeys.Mqtt(
                plain.url(),
                plain.version(),
                plain.prefix(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                keepAlive,
                plain.connectTimeout(),
                plain.tls(),
                plain.homeAssistant(),
                plain.sparkplug());
        return Wires.of(config, "lobby", Optional::empty).create();
    }

    /** Refuses all that is published, for its quota. */
    private static final class RawBroker implements AutoCloseable {
        private static final HexFormat HEX = HexFormat.of();

        final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        /** First byte and the rest behind the length, in hexadecimal. */
        final List<String> heard = new CopyOnWriteArrayList<>();

        private final String granted;

        /** @param granted a property of three bytes in CONNACK */
        RawBroker(String granted) throws IOException {
            this.granted = granted;
            Thread.startVirtualThread(this::talk);
        }

        private void talk() {
            try (var socket = server.accept()) {
                var in = new DataInputStream(socket.getInputStream());
                var out = socket.getOutputStream();
                while (true) {
                    int first = in.readUnsignedByte();
                    var body = new byte[in.readUnsignedByte()];
                    in.readFully(body);
                    heard.add(HEX.toHexDigits((byte) first) + ":" + HEX.formatHex(body));
                    switch (first >> 4) {
                        case 1 -> out.write(HEX.parseHex("2006000003" + granted));
                        case 3 -> {
                            int id = 2 + (body[0] << 8 | body[1]);
                            out.write(HEX.parseHex("4004" + HEX.formatHex(body, id, id + 2) + "9700"));
                        }
                        case 12 -> out.write(HEX.parseHex("d000"));
                        default -> {}
                    }
                }
            } catch (IOException e) {
                // The client is gone, or the server is closed.
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
