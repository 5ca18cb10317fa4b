package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.tls.Issued;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What keeps a CONNECT of Sparkplug from being sent, for days, does not wear out flash. */
@Timeout(120)
class UnusedNumbersTest {
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

    /** A CA that does not match fails in the handshake, a file that is none before anything is opened. */
    @ParameterizedTest
    @CsvSource({"V5, other.pem", "V3_1_1, other.pem", "V5, broker.key", "V3_1_1, broker.key"})
    void whileTlsFailsTheNumberIsWrittenOnce(MqttVersion version, String ca) throws Exception {
        new Issued(folder).make("broker").make("other");
        var trusted = Files.copy(folder.resolve(ca), folder.resolve("ca.pem"));
        try (var broker = Mosquitto.start(
                        folder,
                        "allow_anonymous true",
                        "certfile " + folder.resolve("broker.pem"),
                        "keyfile " + folder.resolve("broker.key"));
                var edge = gateways.edge(
                        config("mqtts://localhost:" + broker.port(), version, Duration.ofSeconds(5), trusted),
                        folder)) {
            edge.start();
            assertWrittenOnce(edge, 10);
            assertThat(edge.status().detail()).contains(trusted.toString());

            Files.copy(folder.resolve("broker.pem"), trusted, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> edge.status().connected());
            assertThat(folder.resolve("sparkplug-bdseq")).hasContent("0");
        }
    }

    /** As of a VPN that is down, or a firewall that drops packets. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void whileTheOnlyAddressDoesNotAnswerTheNumberIsWrittenOnce(MqttVersion version) throws Exception {
        var waiting = new ArrayList<Socket>();
        try (var mute = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            boolean full = false;
            while (!full) {
                var socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(new InetSocketAddress(mute.getInetAddress(), mute.getLocalPort()), 300);
                } catch (SocketTimeoutException _) {
                    full = true;
                }
            }
            String url = "mqtt://127.0.0.1:" + mute.getLocalPort();
            try (var edge =
                    gateways.edge(config(url, version, Duration.ofSeconds(1), folder.resolve("none.pem")), folder)) {
                edge.start();
                assertWrittenOnce(edge, 3);
                assertThat(gateways.metrics
                                .sparkplugFailures
                                .labelValues("timeout")
                                .get())
                        .isPositive();
            }
        } finally {
            for (var socket : waiting) {
                socket.close();
            }
        }
    }

    private void assertWrittenOnce(SparkplugEdge edge, int attempts) throws Exception {
        var file = folder.resolve("sparkplug-bdseq");
        await().atMost(Duration.ofSeconds(30)).until(() -> edge.status().attempts() > 1);
        var first = Files.readAttributes(file, BasicFileAttributes.class);
        await().atMost(Duration.ofSeconds(60)).until(() -> edge.status().attempts() > attempts);
        var last = Files.readAttributes(file, BasicFileAttributes.class);
        assertThat(last.fileKey()).isEqualTo(first.fileKey());
        assertThat(last.lastModifiedTime()).isEqualTo(first.lastModifiedTime());
    }

    private static BrokerKeys.Mqtt config(String url, MqttVersion version, Duration connectTimeout, Path ca) {
        return new BrokerKeys.Mqtt(
                url,
                version,
                "maskgate",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(30),
                connectTimeout,
                new BrokerKeys.Tls(Optional.of(ca), Optional.empty(), Optional.empty()),
                new BrokerKeys.HomeAssistant(false, "homeassistant"),
                new BrokerKeys.Sparkplug(true, "site", Optional.empty(), Optional.empty()));
    }
}
