package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.access.NewToken;
import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;
import io.maskgate.daemon.tls.Issued;
import io.maskgate.daemon.tls.ServedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web listener over TLS, with real certificates that change while it runs. */
class TlsTest {
    private static final NewToken TOKEN = NewToken.make(new SecureRandom());
    private static final WebKeys.Token ENTRY =
            new WebKeys.Token("reception", Role.VIEWER, Names.ALL, false, TOKEN.hash());

    @TempDir
    Path folder;

    /** A client that trusts the certificate of this name and asks for localhost's. */
    private SSLSocket connect(Endpoints http, String trusted, String... protocols) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(folder.resolve(trusted + ".pem"))) {
            store.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", http.webPort());
        socket.setSoTimeout(5_000);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(("GET /api/cameras HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN.value()
                                + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String served(SSLSocket socket) throws IOException {
        var first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return first.getSubjectX500Principal().getName();
    }

    @Test
    void aNewCertificateIsServedToWhoComesAndWhoIsThereStays() throws Exception {
        var issued = new Issued(folder).make("one").make("two").serve("one", "one");
        var certificate = new ServedCertificate(issued.files(), Clock.systemUTC());
        try (var http = Endpoints.overTls(issued.files(), certificate, ENTRY);
                var before = connect(http, "one")) {
            assertThat(served(before)).isEqualTo("CN=one");

            issued.serve("two", "two");
            certificate.look();
            certificate.look();

            try (var after = connect(http, "two")) {
                assertThat(served(after)).isEqualTo("CN=two");
                assertThat(ask(after)).startsWith("HTTP/1.1 200 ").contains("lobby");
            }
            assertThat(ask(before)).as("over the old connection").startsWith("HTTP/1.1 200 ");
            try (var old = connect(http, "one")) {
                assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
            }
            assertThat(certificate.state().renewed()).isEqualTo(1);
        }
    }

    @Test
    void aPairThatIsNoneIsRefusedTheOldOneServesOnAndHealthSaysSo() throws Exception {
        var issued = new Issued(folder).make("one").make("two").serve("one", "one");
        var certificate = new ServedCertificate(issued.files(), Clock.systemUTC());
        try (var http = Endpoints.overTls(issued.files(), certificate, ENTRY)) {
            var before = http.json(http.send(http.health("/health/ready"))).get("checks");
            assertThat(before)
                    .filteredOn(check -> check.get("name").asText().equals("certificate"))
                    .singleElement()
                    .satisfies(check -> {
                        assertThat(check.get("status").asText()).isEqualTo("UP");
                        assertThat(check.at("/data/detail").asText()).isEqualTo("CN=one");
                    });

            issued.serve("two", "one");
            certificate.look();
            certificate.look();

            try (var client = connect(http, "one")) {
                assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
            }
            var health = http.send(http.health("/health/ready"));
            assertThat(health.statusCode()).as("events go on").isEqualTo(200);
            assertThat(http.json(health).get("checks"))
                    .filteredOn(check -> check.get("status").asText().equals("DOWN"))
                    .singleElement()
                    .satisfies(check -> {
                        assertThat(check.get("name").asText()).isEqualTo("certificate");
                        assertThat(check.at("/data/detail").asText()).contains("found another certificate's");
                    });
        }
    }

    /** As after a power cut in the middle of a renewal: health is there for whoever wonders why the page is not. */
    @Test
    void withoutAPairThePageWaitsForOneAndHealthIsThere() throws Exception {
        var issued = new Issued(folder).make("one").make("two").serve("two", "one");
        var certificate = new ServedCertificate(issued.files(), Clock.systemUTC());
        try (var http = Endpoints.overTls(issued.files(), certificate, ENTRY)) {
            http.endpoints.look();
            assertThat(http.endpoints.webPort()).isEmpty();
            var health = http.send(http.health("/health/ready"));
            assertThat(health.statusCode()).as("events go on").isEqualTo(200);
            assertThat(http.json(health).get("checks"))
                    .filteredOn(check -> check.get("status").asText().equals("DOWN"))
                    .singleElement()
                    .satisfies(check -> {
                        assertThat(check.get("name").asText()).isEqualTo("certificate");
                        assertThat(check.at("/data/detail").asText()).contains("found another certificate's");
                        assertThat(check.at("/data/required").asBoolean()).isFalse();
                        assertThat(check.get("data").has("expires")).isFalse();
                    });

            issued.serve("one", "one");
            certificate.look();
            certificate.look();
            http.endpoints.look();
            try (var client = connect(http, "one")) {
                assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
            }

            issued.serve("two", "two");
            certificate.renew();
            try (var client = connect(http, "two")) {
                assertThat(served(client)).isEqualTo("CN=two");
            }
        }
    }

    /** The server would not take it: a start costs no more for it than the page. */
    @Test
    void withAChainOutOfOrderThePageWaitsAndHealthIsThere() throws Exception {
        var issued = new Issued(folder).make("one").make("two").join("wrong", "one", "two");
        issued.serve("wrong", "one");
        var certificate = new ServedCertificate(issued.files(), Clock.systemUTC());
        try (var http = Endpoints.overTls(issued.files(), certificate, ENTRY)) {
            http.endpoints.look();
            assertThat(http.endpoints.webPort()).isEmpty();
            assertCertificate(http, "DOWN", "each certificate followed by that of its CA");

            issued.serve("one", "one");
            certificate.look();
            certificate.look();
            http.endpoints.look();
            try (var client = connect(http, "one")) {
                assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
            }
            assertCertificate(http, "UP", "CN=one");
        }
    }

    @Test
    void healthSaysWhyAPageThatHasItsCertificateIsClosedAllTheSame() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        var issued = new Issued(folder).make("one");
        var certificate = new ServedCertificate(issued.files(), Clock.systemUTC());
        try (var http = Endpoints.overTls(port, issued.files(), certificate, ENTRY)) {
            try (var _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                issued.serve("one", "one");
                certificate.renew();
                assertThatThrownBy(http.endpoints::look).isInstanceOf(IllegalStateException.class);
                assertCertificate(http, "DOWN", "web.listen: expected a free address");
            }
            http.endpoints.look();
            assertCertificate(http, "UP", "CN=one");
            try (var client = connect(http, "one")) {
                assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private static void assertCertificate(Endpoints http, String status, String detail) throws Exception {
        assertThat(http.json(http.send(http.health("/health/ready"))).get("checks"))
                .filteredOn(check -> check.get("name").asText().equals("certificate"))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.at("/data/detail").asText()).contains(detail);
                    assertThat(check.get("status").asText()).isEqualTo(status);
                });
    }

    @Test
    void aPageThatWaitsStaysClosedAfterTheEnd() throws Exception {
        var issued = new Issued(folder).make("one");
        var certificate = new ServedCertificate(issued.files(), Clock.systemUTC());
        var http = Endpoints.overTls(issued.files(), certificate, ENTRY);
        http.close();
        issued.serve("one", "one");
        certificate.renew();
        http.endpoints.look();

        assertThat(certificate.pair()).isPresent();
        assertThat(http.endpoints.webPort()).isEmpty();
    }

    @Test
    void oldProtocolsAreNotSpoken() throws Exception {
        var issued = new Issued(folder).make("one").serve("one", "one");
        try (var http =
                Endpoints.overTls(issued.files(), new ServedCertificate(issued.files(), Clock.systemUTC()), ENTRY)) {
            for (String fine : new String[] {"TLSv1.2", "TLSv1.3"}) {
                try (var client = connect(http, "one", fine)) {
                    assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
                    assertThat(client.getSession().getProtocol()).isEqualTo(fine);
                }
            }
            try (var client = connect(http, "one", "TLSv1.1")) {
                assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    @Test
    void plainHttpGetsNothing() throws Exception {
        var issued = new Issued(folder).make("one").serve("one", "one");
        try (var http = Endpoints.overTls(
                        issued.files(), new ServedCertificate(issued.files(), Clock.systemUTC()), ENTRY);
                var socket = http.raw("GET /api/cameras HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            String answer = "";
            try {
                answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException reset) {
                // As good as an end.
            }
            assertThat(answer).doesNotContain("HTTP/", "lobby");
        }
    }

    /** Scanners and browsers that do not trust us: more of them than there may be connections. */
    @Test
    void handshakesThatFailTakeNoRoom() throws Exception {
        var issued = new Issued(folder).make("one").make("other").serve("one", "one");
        try (var http =
                Endpoints.overTls(issued.files(), new ServedCertificate(issued.files(), Clock.systemUTC()), ENTRY)) {
            for (int i = 0; i < 2 * Endpoints.LIMITS.connections(); i++) {
                try (var scanner = http.raw("GET / HTTP/1.1\r\n\r\n");
                        var doubter = connect(http, "other")) {
                    assertThatThrownBy(doubter::startHandshake).isInstanceOf(SSLException.class);
                    assertThat(scanner.isConnected()).isTrue();
                }
            }
            try (var client = connect(http, "one")) {
                assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    /** As many as there may be connections: they must not keep the next one out for long. */
    @Test
    void whoConnectsAndSaysNothingIsCutOff() throws Exception {
        var issued = new Issued(folder).make("one").serve("one", "one");
        var silent = new ArrayList<Socket>();
        try (var http =
                Endpoints.overTls(issued.files(), new ServedCertificate(issued.files(), Clock.systemUTC()), ENTRY)) {
            for (int i = 0; i < Endpoints.LIMITS.connections(); i++) {
                silent.add(new Socket("127.0.0.1", http.webPort()));
            }
            await().ignoreExceptions().untilAsserted(() -> {
                try (var client = connect(http, "one")) {
                    assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
                }
            });
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
