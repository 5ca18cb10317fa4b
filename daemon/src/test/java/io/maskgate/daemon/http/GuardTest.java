package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.access.NewToken;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What another web site in the user's browser may try. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardTest {
    private static final NewToken TOKEN = NewToken.make(new SecureRandom());

    private Endpoints http = Endpoints.withPictures();

    @BeforeAll
    void open() {
        http.close();
        http = Endpoints.withPictures();
    }

    @AfterAll
    void close() {
        http.close();
    }

    private String answer(String method, String path, String headers) throws IOException {
        try (var socket = http.raw(
                method + " " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\nContent-Length: 0\r\n\r\n")) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1", "127.8.8.8:99", "[::1]", "[::1]:8080"
            })
    void loopbackNamesAreAnswered(String host) throws Exception {
        assertThat(answer("GET", "/api/cameras", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attacker.example",
                "attacker.example:8080",
                "localhost.attacker.example",
                "127.0.0.1.attacker.example",
                "10.0.0.1",
                "[::2]:80"
            })
    void aReboundNameIsNotAnswered(String host) throws Exception {
        assertThat(answer("GET", "/api/cameras/lobby/snapshot.jpg", "Host: " + host + "\r\n"))
                .startsWith("HTTP/1.1 421 ")
                .contains("application/problem+json", "urn:maskgate:problem:host");
    }

    @Test
    void aMissingHostIsABadRequest() throws Exception {
        assertThat(answer("GET", "/", "")).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://attacker.example",
                "http://localhost:9",
                "null",
                "http://localhost:8080.attacker.example"
            })
    void aForeignOriginMayNotPost(String origin) throws Exception {
        assertThat(answer("POST", "/api/detect", "Host: localhost:8080\r\nOrigin: " + origin + "\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("urn:maskgate:problem:origin");
    }

    @Test
    void theOwnPageMayPost() throws Exception {
        assertThat(answer("POST", "/api/detect", "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:maskgate:problem:empty");
    }

    @Test
    void aPictureIsNotEmbeddedInAnotherSite() throws Exception {
        String headers = "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n";

        assertThat(answer("GET", "/api/cameras/lobby/snapshot.jpg", headers)).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aLinkFromAnotherSiteOpensThePage() throws Exception {
        String headers = "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n";

        assertThat(answer("GET", "/", headers)).startsWith("HTTP/1.1 200 ");
        assertThat(answer("POST", "/api/detect", headers)).startsWith("HTTP/1.1 403 ");
    }

    private static GatewayConfig.Web web(String listen, boolean proxy, String... hosts) {
        var token = new WebKeys.Token("reception", Role.VIEWER, Names.ALL, false, TOKEN.hash());
        return new GatewayConfig.Web(
                true,
                new Listen(listen, 0),
                true,
                hosts.length == 0 ? Optional.empty() : Optional.of(Names.of(hosts)),
                proxy,
                Optional.empty(),
                Endpoints.access(token));
    }

    private static String answer(Endpoints http, String headers) throws IOException {
        try (var socket = http.raw("POST /api/detect HTTP/1.1\r\n" + headers + "Authorization: Bearer " + TOKEN.value()
                + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** 400: it was let in, and had no picture. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.9:8443, 400",
        "[2001:db8::1]:8443, 400",
        "localhost, 400",
        "gate.example:8443, 400",
        "GATE.example, 400",
        "other.example, 421",
        "gate.example.attacker.example, 421",
        "192.0.2.9.attacker.example, 421",
    })
    void aListenerForOthersAnswersToAddressesAndToItsNames(String host, int status) throws Exception {
        try (var http = Endpoints.serving(web("0.0.0.0", false, "gate.example", "gate.local"))) {
            assertThat(answer(http, "Host: " + host + "\r\n")).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, https://gate.example, , 400",
        "127.0.0.1:8080, https://gate.example:8443, , 400",
        "127.0.0.1:8080, https://door.example, door.example, 400",
        "gate.example, https://gate.example, , 400",
        "192.0.2.9, https://192.0.2.9:8443, , 400",
        "192.0.2.9, https://192.0.2.8:8443, , 403",
        "127.0.0.1:8080, https://attacker.example, , 403",
        "127.0.0.1:8080, https://attacker.example, door.example, 403",
        "127.0.0.1:8080, null, , 403",
    })
    void behindAProxyOurPagesComeFromItsName(String host, String origin, String forwardedHost, int status)
            throws Exception {
        try (var http = Endpoints.serving(web("127.0.0.1", true, "gate.example"))) {
            String forwarded = forwardedHost == null ? "" : "X-Forwarded-Host: " + forwardedHost + "\r\n";
            assertThat(answer(http, "Host: " + host + "\r\nOrigin: " + origin + "\r\n" + forwarded))
                    .startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 192.0.2.1",
                "Forwarded: for=192.0.2.1",
                "X-Forwarded-Host: gate.example",
                "X-Forwarded-Proto: https",
                "X-Real-IP: 192.0.2.1",
                "Via: 1.1 gate.example"
            })
    void withoutTokensWhatAProxyPassesOnIsRefused(String header) throws Exception {
        assertThat(answer("GET", "/api/cameras", "Host: localhost\r\n" + header + "\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("urn:maskgate:problem:proxy", "web.behind-proxy");
    }

    @ParameterizedTest
    @CsvSource({"same-origin, 400", "none, 400", "same-site, 403", "cross-site, 403", "nonsense, 403"})
    void onlyTheOwnPageAndTheAddressBarMayChangeAnything(String site, int status) throws Exception {
        assertThat(answer("POST", "/api/detect", "Host: localhost\r\nSec-Fetch-Site: " + site + "\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aSessionWithoutAnOriginMayReadAlone() throws Exception {
        String cookie = "Host: localhost\r\nCookie: maskgate-entrance-1=x\r\n";

        assertThat(answer("POST", "/api/detect", cookie))
                .startsWith("HTTP/1.1 403 ")
                .contains("expected an Origin header beside the session's cookie");
        assertThat(answer("GET", "/api/cameras", cookie)).startsWith("HTTP/1.1 200 ");
        assertThat(answer("POST", "/api/detect", cookie + "Origin: http://localhost\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void whatIsTurnedAwayIsCounted() throws Exception {
        double hosts = http.metrics.accessRefused.labelValues("host").get();
        double origins = http.metrics.accessRefused.labelValues("origin").get();
        answer("GET", "/", "Host: attacker.example\r\n");
        answer("POST", "/api/detect", "Host: localhost\r\nOrigin: null\r\n");

        assertThat(http.metrics.accessRefused.labelValues("host").get()).isEqualTo(hosts + 1);
        assertThat(http.metrics.accessRefused.labelValues("origin").get()).isEqualTo(origins + 1);
    }
}
