package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.demo.EmbeddedBroker;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.mqtt.OwnCertificate;
import io.maskgate.daemon.tls.Issued;
import io.maskgate.daemon.tls.ServerPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose own certificate is about to end, at a broker that let it in. */
@Timeout(90)
class BrokerCertificateTest {
    @TempDir
    Path folder;

    /** With the certificate of {@link Issued#files}. */
    private ServerSocket listen(Issued issued) throws Exception {
        var pair = ServerPair.read(issued.files());
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("broker", pair.key(), new char[0], pair.chain().toArray(Certificate[]::new));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("localhost"));
    }

    /** TLS before a broker that has none. */
    private static void unwrap(ServerSocket server, int port) {
        while (!server.isClosed()) {
            try {
                var outside = server.accept();
                var inside = new Socket(InetAddress.getLoopbackAddress(), port);
                Thread.startVirtualThread(() -> carry(outside, inside));
                Thread.startVirtualThread(() -> carry(inside, outside));
            } catch (IOException _) {
                // The test is over.
            }
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // The other side has left.
        }
    }

    private static String get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    void itsEndIsToldWhileTheConnectionIsWell() throws Exception {
        var end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(10));
        var issued = new Issued(folder)
                .make("gate", end.minus(Duration.ofDays(365)), end)
                .make("broker")
                .serve("broker", "broker");
        try (var broker = EmbeddedBroker.start();
                var server = listen(issued);
                var log = LogListener.to(OwnCertificate.class, LogRecord::getLevel)) {
            Thread.startVirtualThread(() -> unwrap(server, broker.port()));
            String mqtt = "mqtts://localhost:%d%n  tls: {ca: '%s', certificate: '%s', key: '%s'}"
                    .formatted(
                            server.getLocalPort(),
                            issued.files().certificate(),
                            folder.resolve("gate.pem"),
                            folder.resolve("gate.key"));
            var config = Site.config(folder, mqtt, "rtsp://127.0.0.1:1/s");
            try (var gateway = Gateway.start(config, Site.surroundings())) {
                int health = gateway.healthPort().orElseThrow();
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(get(health, "/health/ready"))
                                .contains("this gateway's certificate at the broker, CN=gate, is valid until " + end
                                        + "; renew " + folder.resolve("gate.pem")));
                assertThat(get(health, "/metrics").lines())
                        .contains("maskgate_health_check{check=\"broker\"} 1.0")
                        .filteredOn(line -> line.startsWith("maskgate_mqtt_certificate_expiry_timestamp_seconds "))
                        .singleElement()
                        .satisfies(line -> assertThat(Double.parseDouble(line.split(" ")[1]))
                                .isEqualTo(end.getEpochSecond()));
                assertThat(log.lines()).containsExactly(Level.WARNING);
            }
        }
    }
}
