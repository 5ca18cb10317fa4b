package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.mqtt.OwnCertificate;
import io.maskgate.daemon.tls.Issued;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BrokerCheckTest {
    /** MQTT 5: client identifier not valid. */
    private static final byte[] NOT_THIS_ID = {0x20, 3, 0, (byte) 0x85, 0};

    /** MQTT 5: not authorised. */
    private static final byte[] NOT_AUTHORISED = {0x20, 3, 0, (byte) 0x87, 0};

    private static final byte[] WELCOME = {0x20, 3, 0, 0, 0};

    @TempDir
    Path folder;

    private GatewayConfig config(int port) throws Exception {
        return config("url: mqtt://127.0.0.1:" + port);
    }

    private GatewayConfig config(String mqtt) throws Exception {
        var file = Files.writeString(folder.resolve("m.yaml"), """
                gateway: g1
                mqtt: {%s}
                cameras:
                  - id: door
                    url: rtsp://192.0.2.1/s
                """.formatted(mqtt));
        return switch (ConfigReader.read(file, new SecretSources(Map.of()))) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    /** It refuses whoever connects, for instance one that lists the ids of the gateway alone. */
    private static void refuse(ServerSocket broker, byte[] answer) {
        while (!broker.isClosed()) {
            try (var client = broker.accept()) {
                client.getInputStream().read(new byte[1024]);
                client.getOutputStream().write(answer);
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
                // The other side has left, or the test is over.
            }
        }
    }

    @Test
    void aBrokerThatRefusesTheVisitIsToldUnderWhichIdItWasMade() throws Exception {
        try (var broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(broker, NOT_THIS_ID));
            var finding = BrokerCheck.look(config(broker.getLocalPort()), Instant.EPOCH);
            assertThat(finding.state()).isEqualTo(Finding.State.FAILED);
            assertThat(finding.text()).contains("client id not valid");
            assertThat(finding.remedy())
                    .isEqualTo(
                            "check the mqtt section; where the broker lists client ids, allow g1-doctor too, by which"
                                    + " this visit came");
        }
    }

    /** It lets in and takes a message, but for who has a will. */
    private static void refuseWills(ServerSocket broker) {
        while (!broker.isClosed()) {
            try (var client = broker.accept()) {
                var packet = new byte[1024];
                client.getInputStream().read(packet);
                // Behind the fixed header's two bytes, the name MQTT with its length, and the version.
                boolean hasWill = (packet[9] & 0x04) != 0;
                client.getOutputStream().write(hasWill ? NOT_AUTHORISED : WELCOME);
                if (!hasWill) {
                    client.getInputStream().read(packet);
                    // Its first message has the number 1.
                    client.getOutputStream().write(new byte[] {0x40, 2, 0, 1});
                }
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
                // The other side has left, or the test is over.
            }
        }
    }

    @Test
    void aBrokerThatAllowsNoWillIsNotToldToBeWell() throws Exception {
        try (var broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuseWills(broker));
            var finding = BrokerCheck.look(config(broker.getLocalPort()), Instant.EPOCH);
            assertThat(finding.state()).isEqualTo(Finding.State.FAILED);
            assertThat(finding.text()).endsWith(" lets us in only without a will, and the gateway has one");
            assertThat(finding.remedy())
                    .isEqualTo(
                            "allow this client a retained will at maskgate/g1/availability at the broker; this visit,"
                                    + " g1-doctor, had its at maskgate/g1/doctor");
        }
    }

    @Test
    void aWrongPasswordIsNotBlamedOnTheWill() throws Exception {
        try (var broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(broker, NOT_AUTHORISED));
            var finding = BrokerCheck.look(config(broker.getLocalPort()), Instant.EPOCH);
            assertThat(finding.state()).isEqualTo(Finding.State.FAILED);
            assertThat(finding.text()).contains("not authorised").doesNotContain("will");
        }
    }

    @Test
    void aBrokerThatIsNotThereIsToBeStarted() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(BrokerCheck.look(config(port), Instant.EPOCH).remedy())
                .isEqualTo(
                        "start the broker, check the mqtt section and the firewall; events wait in the outbox meanwhile");
    }

    @Test
    void aBrokerThatSpeaksNoTlsIsNotToBeStarted() throws Exception {
        try (var broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(broker, NOT_AUTHORISED));
            var finding = BrokerCheck.look(
                    config("url: 'mqtts://127.0.0.1:%d'".formatted(broker.getLocalPort())), Instant.EPOCH);
            assertThat(finding.text()).contains("does not speak TLS");
            assertThat(finding.remedy())
                    .isEqualTo(
                            "check mqtt.tls and the certificates of both sides; events wait in the outbox meanwhile");
        }
    }

    @Test
    void theGatewaysOwnCertificateIsOkThenNearItsEndThenOver() throws Exception {
        var begin = Instant.parse("2026-01-01T00:00:00Z");
        var end = begin.plus(Duration.ofDays(365));
        new Issued(folder).make("gate", begin, end).serve("gate", "gate");
        var pem = folder.resolve("web.pem");
        var config = config(
                "url: 'mqtts://broker', tls: {certificate: '%s', key: '%s'}".formatted(pem, folder.resolve("web.key")));
        var own = OwnCertificate.of(config.mqtt(), InstantSource.system()).orElseThrow();

        assertThat(BrokerCheck.own(own, begin)).isEqualTo(Finding.ok("CN=gate, valid until 2027-01-01T00:00:00Z"));
        assertThat(BrokerCheck.own(own, end.minus(Duration.ofDays(14))))
                .isEqualTo(Finding.warning(
                        "CN=gate, valid until 2027-01-01T00:00:00Z", "renew " + pem + "; no restart is needed"));
        assertThat(BrokerCheck.own(own, end))
                .isEqualTo(Finding.failed(
                        "expired at 2027-01-01T00:00:00Z, valid until 2027-01-01T00:00:00Z",
                        "renew " + pem + "; look at the clock as well"));
    }
}
