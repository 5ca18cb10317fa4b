package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real mosquitto with certificates made by openssl for the occasion. */
@Timeout(60)
class MqttTlsTest {
    @TempDir
    Path folder;

    Gateways gateways;

    @BeforeEach
    void prepare() throws Exception {
        gateways = new Gateways(folder);
        authority("ca", "Lobby CA");
        authority("other", "Another CA");
        certificate("broker", "localhost", "subjectAltName=DNS:localhost", "ca");
        certificate("wrong-name", "elsewhere", "subjectAltName=DNS:elsewhere.example", "ca");
        certificate("gateway", "lobby", "extendedKeyUsage=clientAuth", "ca");
    }

    @AfterEach
    void close() {
        gateways.outbox.close();
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void ownCaAndClientCertificateConnect(MqttVersion version) throws Exception {
        try (var broker = broker("broker", "require_certificate true");
                var gateway = gateways.gateway(config(broker, version, tls("ca.pem", "gateway")))) {
            gateway.start();
            Gateways.tell(gateway, Gateways.event("door", 1));
            await().until(() -> gateway.status().connected());
            await().untilAsserted(() -> assertThat(gateway.status().waiting()).isZero());
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aBrokerSignedByAnotherCaIsRefusedInWords(MqttVersion version) throws Exception {
        try (var broker = broker("broker")) {
            assertThat(detail(config(broker, version, tls("other.pem"))))
                    .isEqualTo("the certificate of the broker at localhost:" + broker.port() + " is not signed by "
                            + folder.resolve("other.pem"));
        }
    }

    @Test
    void aBrokerTheSystemDoesNotKnowIsRefusedInWords() throws Exception {
        try (var broker = broker("broker")) {
            assertThat(detail(config(broker, MqttVersion.V5, Gateways.noTls())))
                    .isEqualTo("the certificate of the broker at localhost:" + broker.port()
                            + " is not signed by any of the system's CAs");
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aCertificateForAnotherHostIsRefusedInWords(MqttVersion version) throws Exception {
        try (var broker = broker("wrong-name")) {
            assertThat(detail(config(broker, version, tls("ca.pem"))))
                    .startsWith("the certificate of the broker is not for the host name localhost: ");
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void theCertificateMustBeForTheNameWhicheverAddressIsTaken(MqttVersion version) throws Exception {
        try (var broker = broker("broker");
                var gateway = gateways.gateway(config(broker, version, tls("ca.pem")), "127.0.0.2", "127.0.0.1")) {
            gateway.start();
            await().until(() -> gateway.status().connected());
            assertThat(gateway.status().attempts()).isEqualTo(1);
        }
        try (var broker = broker("wrong-name");
                var gateway = gateways.gateway(config(broker, version, tls("ca.pem")), "127.0.0.2", "127.0.0.1")) {
            gateway.start();
            await().untilAsserted(() -> assertThat(gateway.status().detail())
                    .startsWith("the certificate of the broker is not for the host name localhost: "));
        }
    }

    /** Nothing is put behind such a name where it is looked up; TLS knows no name that ends so. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aNameThatEndsInADotIsTheOneInTheCertificate(MqttVersion version) throws Exception {
        try (var broker = broker("broker");
                var gateway = gateways.gateway(
                        Gateways.config(
                                "mqtts://localhost.:" + broker.port(),
                                version,
                                Optional.empty(),
                                Optional.empty(),
                                tls("ca.pem")),
                        "127.0.0.1")) {
            gateway.start();
            await().until(() -> gateway.status().connected());
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void tenRefusedHandshakesLeaveNoThreadBehind(MqttVersion version) throws Exception {
        try (var broker = broker("broker", "require_certificate true")) {
            try (var gateway = gateways.gateway(config(broker, version, tls("ca.pem")))) {
                gateway.start();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> gateway.status().attempts() > 10);
            }
            await().untilAsserted(() -> assertThat(PahoThreadDump.take(folder)).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aMissingClientCertificateIsSaidInWords(MqttVersion version) throws Exception {
        try (var broker = broker("broker", "require_certificate true")) {
            assertThat(detail(config(broker, version, tls("ca.pem"))))
                    // Where its alert is lost, less is known.
                    .matches("the broker at localhost:" + broker.port()
                            + " does not accept this gateway's certificate(: |, client id or user: ).*");
        }
    }

    /** Whoever reads that a certificate has expired would renew the broker's. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void anExpiredClientCertificateIsSaidInWordsWithItsEnd(MqttVersion version) throws Exception {
        var validity = List.of("-not_before", "20240101000000Z", "-not_after", "20250102030405Z");
        certificate("gateway", "lobby", "extendedKeyUsage=clientAuth", "ca", validity);
        try (var broker = broker("broker", "require_certificate true")) {
            assertThat(detail(config(broker, version, tls("ca.pem", "gateway"))))
                    .startsWith(
                            "the broker at localhost:" + broker.port() + " does not accept this gateway's certificate")
                    .endsWith("; this gateway's certificate CN=lobby expired at 2025-01-02T03:04:05Z; renew "
                            + folder.resolve("gateway.pem") + ", unless the clock of this box is wrong");
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aBrokerThatAskedForACertificateAndClosesWithoutAWordMayRefuseTheClientIdOrUserAsWell(MqttVersion version)
            throws Exception {
        var context = TlsFiles.context(tls("ca.pem", "broker"), new CertificateRequest());
        try (var server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("localhost"))) {
            server.setWantClientAuth(true);
            Thread.startVirtualThread(() -> shakeHandsAndReset(server));
            String url = "mqtts://localhost:" + server.getLocalPort();

            assertThat(detail(Gateways.config(url, version, Optional.empty(), Optional.empty(), tls("ca.pem"))))
                    .startsWith("the broker at localhost:" + server.getLocalPort()
                            + " does not accept this gateway's certificate, client id or user: it asked for a"
                            + " certificate; then the broker");
        }
    }

    private static void shakeHandsAndReset(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (var socket = (SSLSocket) server.accept()) {
                socket.startHandshake();
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // The client went first, or the server is closed.
            }
        }
    }

    @Test
    void aBrokerWithoutTlsIsSaidInWords() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true")) {
            assertThat(detail(config(broker, MqttVersion.V5, tls("ca.pem"))))
                    .startsWith("the broker at localhost:" + broker.port() + " closed the connection")
                    .endsWith("; if it does not speak TLS there, use mqtt://");
        }
    }

    /** They are renewed by others, who may have been cut short: cameras and events do not wait for them. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void unusableFilesAreSaidWithKeyFileAndRemedyAndReadAgainAtEachAttempt(MqttVersion version) throws Exception {
        run("openssl", "rsa", "-traditional", "-in", "gateway.key", "-out", "old.key");
        Files.writeString(folder.resolve("empty.pem"), "nothing here");
        Files.writeString(
                folder.resolve("jumble.pem"),
                Files.readString(folder.resolve("gateway.pem")) + Files.readString(folder.resolve("broker.pem")));
        try (var broker = broker("broker", "require_certificate true")) {
            assertThat(detail(config(
                            broker,
                            version,
                            new BrokerKeys.Tls(file("empty.pem"), Optional.empty(), Optional.empty()))))
                    .startsWith("mqtt.tls.ca: " + folder.resolve("empty.pem") + ": expected PEM certificates, found ");
            assertThat(detail(config(
                            broker, version, new BrokerKeys.Tls(file("ca.pem"), file("gateway.pem"), file("old.key")))))
                    .isEqualTo("mqtt.tls.key: " + folder.resolve("old.key")
                            + ": expected a PKCS#8 private key in PEM (BEGIN PRIVATE KEY), found BEGIN RSA PRIVATE KEY;"
                            + " convert it: openssl pkcs8 -topk8 -nocrypt -in old.key");
            assertThat(detail(config(
                            broker,
                            version,
                            new BrokerKeys.Tls(file("ca.pem"), file("jumble.pem"), file("gateway.key")))))
                    .startsWith("mqtt.tls.certificate: " + folder.resolve("jumble.pem")
                            + ": expected each certificate followed by that of its CA, each once, found ");
            try (var gateway = gateways.gateway(config(
                    broker, version, new BrokerKeys.Tls(file("late.pem"), file("gateway.pem"), file("gateway.key"))))) {
                gateway.start();
                Gateways.tell(gateway, Gateways.event("door", 1));
                await().until(() -> gateway.status().attempts() > 1);
                assertThat(gateway.status().connected()).isFalse();
                assertThat(gateway.status().detail())
                        .isEqualTo("mqtt.tls.ca: " + folder.resolve("late.pem")
                                + ": expected a readable file, found NoSuchFileException; check path and permissions");
                assertThat(gateway.status().waiting()).isEqualTo(1);

                Files.copy(folder.resolve("ca.pem"), folder.resolve("late.pem"));
                await().until(() -> gateway.status().connected());
                await().untilAsserted(
                                () -> assertThat(gateway.status().waiting()).isZero());
            }
        }
    }

    @Test
    void aCertificateWithoutItsKeyIsRefusedBeforeAnythingStarts() {
        for (var half : List.of(
                new BrokerKeys.Tls(file("ca.pem"), file("gateway.pem"), Optional.empty()),
                new BrokerKeys.Tls(file("ca.pem"), Optional.empty(), file("gateway.key")))) {
            assertThatThrownBy(() -> gateways.gateway(Gateways.config(
                            "mqtts://localhost", MqttVersion.V5, Optional.empty(), Optional.empty(), half)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mqtt.tls: expected certificate and key together, found one of them; add the other");
        }
    }

    private String detail(BrokerKeys.Mqtt config) {
        try (var gateway = gateways.gateway(config)) {
            gateway.start();
            await().until(() -> gateway.status().attempts() > 1);
            return gateway.status().detail();
        }
    }

    private Mosquitto broker(String certificate, String... more) throws Exception {
        var lines = Stream.concat(
                Stream.of(
                        "allow_anonymous true",
                        "cafile " + folder.resolve("ca.pem"),
                        "certfile " + folder.resolve(certificate + ".pem"),
                        "keyfile " + folder.resolve(certificate + ".key")),
                Stream.of(more));
        return Mosquitto.start(folder, lines.toArray(String[]::new));
    }

    private BrokerKeys.Mqtt config(Mosquitto broker, MqttVersion version, BrokerKeys.Tls tls) {
        return Gateways.config("mqtts://localhost:" + broker.port(), version, Optional.empty(), Optional.empty(), tls);
    }

    private BrokerKeys.Tls tls(String ca) {
        return new BrokerKeys.Tls(file(ca), Optional.empty(), Optional.empty());
    }

    private BrokerKeys.Tls tls(String ca, String own) {
        return new BrokerKeys.Tls(file(ca), file(own + ".pem"), file(own + ".key"));
    }

    private Optional<Path> file(String name) {
        return Optional.of(folder.resolve(name));
    }

    private void authority(String name, String subject) throws Exception {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + subject,
                "-addext",
                "basicConstraints=critical,CA:TRUE",
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
    }

    private void certificate(String name, String subject, String extension, String ca) throws Exception {
        certificate(name, subject, extension, ca, List.of("-days", "2"));
    }

    private void certificate(String name, String subject, String extension, String ca, List<String> validity)
            throws Exception {
        var request = Stream.of(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + subject,
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-addext",
                extension,
                "-CA",
                ca + ".pem",
                "-CAkey",
                ca + ".key",
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
        run("openssl", Stream.concat(request, validity.stream()).toArray(String[]::new));
    }

    private void run(String program, String... arguments) throws Exception {
        var path = Mosquitto.tool(program);
        assumeTrue(path.isPresent(), program + " is not installed");
        var command = Stream.concat(Stream.of(path.map(Path::toString).orElseThrow()), Stream.of(arguments))
                .toList();
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(List.of(arguments) + ": " + Files.readString(folder.resolve("openssl.log")))
                .isZero();
    }
}
