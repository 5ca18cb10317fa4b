package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another web site in the user's browser may try. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardTest {
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
}
