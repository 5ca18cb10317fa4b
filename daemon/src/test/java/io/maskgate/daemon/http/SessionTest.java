package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.access.NewToken;
import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in and out, over real HTTP. */
class SessionTest {
    private static final NewToken VIEWER = NewToken.make(new SecureRandom());
    private static final NewToken GUARD = NewToken.make(new SecureRandom());
    private static final WebKeys.Token VIEWERS =
            new WebKeys.Token("reception", Role.VIEWER, Names.ALL, false, VIEWER.hash());
    private static final WebKeys.Token GUARDS =
            new WebKeys.Token("guard", Role.OPERATOR, Names.ALL, true, GUARD.hash());

    private Endpoints http = Endpoints.withTokens(VIEWERS, GUARDS);

    @AfterEach
    void close() {
        http.close();
    }

    private HttpResponse<byte[]> post(String body, String type, String... headers) throws Exception {
        var request = http.web("/api/session").header("Content-Type", type).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request);
    }

    private HttpResponse<byte[]> login(String token, String... headers) throws Exception {
        return post("{\"token\": \"" + token + "\"}", "application/json", headers);
    }

    private static String cookie(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private HttpRequest.Builder as(String cookie, String path) {
        return http.web(path).header("Cookie", cookie).header("Origin", "http://127.0.0.1:" + http.webPort());
    }

    private String code(HttpResponse<byte[]> response) throws Exception {
        return response.statusCode() + " "
                + http.json(response).get("type").asText().replace("urn:maskgate:problem:", "");
    }

    @Test
    void aTokenBeginsASessionWhoseCookieNoScriptAndNoOtherSiteGets() throws Exception {
        var response = login(VIEWER.value());

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
                .matches("maskgate-entrance-1=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict");
        var me = http.json(http.send(as(cookie(response), "/api/me")));
        assertThat(me.get("name").asText()).isEqualTo("reception");
        assertThat(me.get("role").asText()).isEqualTo("viewer");
    }

    @Test
    void overTlsOrBehindAProxyTheCookieIsSecureAndBoundToTheHost() {
        var cookie = new SessionCookie("g1", true);

        assertThat(cookie.set("x", Duration.ofMinutes(1)))
                .isEqualTo("__Host-maskgate-g1=x; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure");
        assertThat(cookie.clear())
                .isEqualTo("__Host-maskgate-g1=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure");
    }

    @Test
    void loggingOutEndsTheSessionAndTheCookie() throws Exception {
        String cookie = cookie(login(VIEWER.value()));
        var response = http.send(as(cookie, "/api/session").DELETE());

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).contains("=; Max-Age=0;");
        assertThat(code(http.send(as(cookie, "/api/me")))).isEqualTo("401 who");
    }

    @Test
    void aSessionThatIdlesIsOver() throws Exception {
        String cookie = cookie(login(VIEWER.value()));
        http.ahead.addAndGet(Duration.ofMinutes(31).toNanos());

        assertThat(code(http.send(as(cookie, "/api/me")))).isEqualTo("401 who");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "{\"token\": 5}",
                "{\"token\": \"\"}",
                "token=x",
                "null",
                "\0\0\0oken\":\"guess\"}"
            })
    void whatIsNoLoginIsSaidSo(String body) throws Exception {
        assertThat(code(post(body, "application/json"))).isEqualTo("400 login");
    }

    /** A form of another site can be sent without asking; JSON cannot. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ";"})
    void onlyJsonIsALogin(String type) throws Exception {
        assertThat(code(post("{\"token\": \"" + VIEWER.value() + "\"}", type))).isEqualTo("400 login");
    }

    @Test
    void aBodyLongerThanAnyTokenIsNotReadToItsEnd() throws Exception {
        assertThat(code(login("x".repeat(50_000)))).isEqualTo("400 login");
    }

    @ParameterizedTest
    @CsvSource({"Origin, https://attacker.example", "Sec-Fetch-Site, cross-site"})
    void anotherSiteMayNotLogAnybodyIn(String header, String value) throws Exception {
        assertThat(code(login(VIEWER.value(), header, value))).isEqualTo("403 origin");
    }

    @Test
    void whoGuessesIsLockedOutAndLetInWhenTheWaitIsOver() throws Exception {
        for (int i = 0; i < 6; i++) {
            var wrong = login("guess-" + i);
            assertThat(code(wrong)).isEqualTo("401 token");
            assertThat(wrong.headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer realm=\"maskgate\", error=\"invalid_token\"");
        }
        var locked = login(VIEWER.value());
        assertThat(code(locked)).isEqualTo("429 locked-out");
        assertThat(locked.headers().firstValue("Retry-After")).contains("1");
        var bearer = http.send(http.web("/api/me").header("Authorization", "Bearer " + VIEWER.value()));
        assertThat(code(bearer)).isEqualTo("429 locked-out");
        assertThat(http.metrics.accessRefused.labelValues("wrong_token").get()).isEqualTo(6);
        assertThat(http.metrics.accessRefused.labelValues("locked_out").get()).isEqualTo(2);
        assertThat(http.access.stats().lockedOut()).isEqualTo(1);

        http.ahead.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(login(VIEWER.value()).statusCode()).isEqualTo(204);
    }

    @Test
    void behindAProxyOneClientsGuessesAreNotAnothers() throws Exception {
        http.close();
        http = Endpoints.serving(new GatewayConfig.Web(
                true,
                new Listen("127.0.0.1", 0),
                true,
                Optional.empty(),
                true,
                Optional.empty(),
                Endpoints.access(VIEWERS)));
        for (int i = 0; i < 6; i++) {
            login("guess", "X-Forwarded-For", "192.0.2." + i + ", 203.0.113.5");
        }

        assertThat(code(login(VIEWER.value(), "X-Forwarded-For", "192.0.2.7, 203.0.113.5")))
                .isEqualTo("429 locked-out");
        var other = login(VIEWER.value(), "X-Forwarded-For", "203.0.113.6");
        assertThat(other.statusCode()).isEqualTo(204);
        assertThat(other.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("__Host-")
                .endsWith("; Secure");
    }

    @Test
    void withoutTokensThereIsNothingToLogInTo() throws Exception {
        http.access.renew(Endpoints.access());

        assertThat(code(login("x"))).isEqualTo("409 no-tokens");
        assertThat(http.json(http.send(http.web("/api/me"))).get("role").asText())
                .isEqualTo("operator");
    }

    @Test
    void streamsEndWithTheirToken() throws Exception {
        var events = http.open(http.web("/api/events").header("Authorization", "Bearer " + VIEWER.value()));
        await().until(() -> http.board.listeners() == 1);
        var preview = preview(VIEWER);

        http.access.renew(Endpoints.access(GUARDS));

        assertThat(new String(events.body().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("retry:");
        // Cut: a browser would keep the last picture of one that ends well.
        assertThatThrownBy(() -> preview.body().readAllBytes()).isInstanceOf(IOException.class);
        await().until(() -> http.board.listeners() == 0 && http.hub.viewers() == 0);
        assertThat(code(http.send(http.web("/api/me").header("Authorization", "Bearer " + VIEWER.value()))))
                .isEqualTo("401 who");
    }

    private HttpResponse<java.io.InputStream> preview(NewToken token) throws Exception {
        var asked = Thread.ofVirtual()
                .start(() -> await().pollInterval(Duration.ofMillis(5)).until(() -> {
                    for (var faces : Faces.values()) {
                        if (http.hub.wanted("lobby", faces)) {
                            http.hub.publish(
                                    "lobby", new Picture(faces, faces.name().getBytes(StandardCharsets.US_ASCII)));
                            return true;
                        }
                    }
                    return false;
                }));
        var response = http.open(
                http.web("/api/cameras/lobby/preview.mjpeg").header("Authorization", "Bearer " + token.value()));
        asked.join();
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    @Test
    void onlyATokenThatMaySeesFaces() throws Exception {
        for (var token : new NewToken[] {VIEWER, GUARD}) {
            try (var body = preview(token).body()) {
                String first = new String(body.readNBytes(160), StandardCharsets.US_ASCII);
                assertThat(first).contains(token == GUARD ? "SHOWN" : "COVERED");
            }
            // Whoever went still wants a picture until that is noticed.
            await().until(() -> http.hub.viewers() == 0);
        }
    }
}
