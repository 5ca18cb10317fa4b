package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.maskgate.tests.support.Certificates;
import io.maskgate.tests.support.Chromium;
import io.maskgate.tests.support.Chromium.Look;
import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a gateway that asks who comes, over TLS, from the token to its end. */
class LoginTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    /** The token, and the hash that the configuration has of it. */
    private record Token(String value, String hash) {
        static Token make(Path folder) throws Exception {
            var lines = GatewayProcess.run(folder, "token", "new", "--name", "reception", "--json")
                    .output();
            return new Token(
                    lines.replaceAll("(?s).*\"token\":\"([^\"]+)\".*", "$1"),
                    lines.replaceAll("(?s).*\"hash\":\"([^\"]+)\".*", "$1"));
        }
    }

    private Path certificates(String name) throws Exception {
        var made = Files.createDirectory(folder.resolve(name));
        Certificates.make(made);
        return made;
    }

    private static void login(Page page, String token) {
        assertThat(page.locator("#login")).isVisible();
        page.locator("#token").fill(token);
        page.locator("#login-form button").click();
    }

    @Test
    void aTokenOpensThePageOfItsCamerasUntilItIsTakenBack() throws Exception {
        var token = Token.make(folder);
        var clip = Clip.lobby(folder).mp4();
        var first = certificates("first");
        var setup = new GatewaySetup(folder, "gate")
                .broker("mqtt://127.0.0.1:1")
                .camera("lobby", "file:" + clip, "loop: true")
                .camera("yard", "file:" + clip, "loop: true")
                .web("preview: true")
                .guarded(
                        Certificates.certificate(first),
                        Certificates.key(first),
                        "name: reception",
                        "role: viewer",
                        "cameras: lobby",
                        "hash: " + token.hash());
        try (var chromium = Chromium.start();
                var gateway = GatewayProcess.start(setup);
                var visit = chromium.trustingVisit(Look.DESK)) {
            var page = visit.page();
            page.navigate(setup.page());
            login(page, "maskgate_mistyped");
            assertThat(page.locator("#login-fault")).hasText("This token is not known here.");
            login(page, token.value());

            var card = page.locator("[data-camera=lobby]");
            assertThat(card.locator(".state")).containsText("online");
            assertThat(card.locator("img")).isVisible();
            assertThat(page.locator("#reader")).hasText(" · reception, viewer");
            assertThat(page.locator("#event-list li").first()).containsText("lobby");
            assertThat(page.locator("[data-camera=yard]")).hasCount(0);
            assertThat(page.content()).doesNotContain("yard");
            assertThat(page.context().cookies()).singleElement().satisfies(cookie -> {
                assertThat(cookie.name).isEqualTo("__Host-maskgate-gate");
                assertThat(cookie.httpOnly && cookie.secure).isTrue();
                assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
            });
            assertThat(page.evaluate("document.cookie")).isEqualTo("");
            assertThat(visit.complaints())
                    .as("but for being asked who it is")
                    .allMatch(complaint -> complaint.contains("status of 401"));
            assertThat(gateway.log()).contains("reception (viewer) logged in from 127.0.0.1");

            var file = setup.folder().resolve("gate.yaml");
            var other = Token.make(folder);
            Files.writeString(file, Files.readString(file).replace(token.hash(), other.hash()));
            gateway.reload();
            assertThat(page.locator("#login")).isVisible();
            login(page, token.value());
            assertThat(page.locator("#login-fault")).hasText("This token is not known here.");
            login(page, other.value());
            assertThat(card.locator(".state")).containsText("online");
            page.locator("#logout").click();
            assertThat(page.locator("#login")).isVisible();
            assertThat(page.context().cookies()).isEmpty();
        }
    }

    @Test
    void aRenewedCertificateIsServedWithoutARestartAndAWrongOneIsNot() throws Exception {
        var token = Token.make(folder);
        var first = certificates("first");
        var second = certificates("second");
        var setup = new GatewaySetup(folder, "gate")
                .broker("mqtt://127.0.0.1:1")
                .camera("lobby", "rtsp://127.0.0.1:1/x")
                .guarded(
                        Certificates.certificate(first),
                        Certificates.key(first),
                        "name: reception",
                        "role: viewer",
                        "cameras: \"*\"",
                        "hash: " + token.hash());
        try (var gateway = GatewayProcess.start(setup)) {
            var before = served(setup, first);
            assertThat(gateway.check("certificate").get("status").asText()).isEqualTo("UP");

            put(Certificates.certificate(second), Certificates.certificate(first));
            await("the refusal")
                    .atMost(PATIENCE)
                    .until(() ->
                            gateway.check("certificate").get("status").asText().equals("DOWN"));
            assertThat(gateway.check("certificate").at("/data/detail").asText())
                    .contains("expected the key of the first certificate", "found another certificate's");
            assertThat(served(setup, first)).isEqualTo(before);

            put(Certificates.key(second), Certificates.key(first));
            await("the new certificate")
                    .atMost(PATIENCE)
                    .until(() ->
                            gateway.check("certificate").get("status").asText().equals("UP"));
            assertThat(served(setup, second)).isNotEqualTo(before);
            assertThat(gateway.metric("maskgate_web_certificate_reloads_total")).isEqualTo(2);
            assertThat(gateway.log())
                    .contains("keeps its old certificate", "has a new certificate: CN=localhost")
                    .doesNotContain("PRIVATE KEY");
        }
    }

    private static void put(Path made, Path served) throws Exception {
        var part = Files.copy(made, served.resolveSibling("part"));
        Files.move(part, served, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Serial number of the certificate shown to a client that trusts the authority in this folder. */
    private static BigInteger served(GatewaySetup setup, Path authority) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(Certificates.ca(authority))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var page = URI.create(setup.page());
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(page.getHost(), page.getPort())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }
}
