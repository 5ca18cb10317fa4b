package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/1.0: checks of load balancers and monitors, and nginx by its default. */
class OlderHttpTest {
    private final Endpoints http = Endpoints.withPictures();

    @AfterEach
    void close() {
        http.close();
    }

    private String health(String request) throws IOException {
        return answer(http.endpoints.healthPort().orElseThrow(), request);
    }

    private String web(String request) throws IOException {
        return answer(http.webPort(), request);
    }

    /** All that comes until the gateway closes the connection. */
    private static String answer(int port, String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** HAProxy's, keepalived's and a monitor's, and one that would like to go on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: gate\r\n",
                "User-Agent: check_http\r\nConnection: close\r\n",
                "Connection: Keep-Alive\r\n"
            })
    void aCheckOfALoadBalancerIsAnsweredAndItsConnectionClosed(String headers) throws Exception {
        assertThat(health("GET /health/ready HTTP/1.0\r\n" + headers + "\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Length: ", "\r\nConnection: close\r\n", "{\"status\":\"UP\"")
                .doesNotContain("chunked", "keep-alive");
    }

    @Test
    void whatIsWrongIsSaidAsToAnybody() throws Exception {
        assertThat(health("OPTIONS / HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .contains("problem:not-found");
        assertThat(web("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 421 ").contains("problem:host");
        assertThat(web("GET /api/cameras HTTP/1.0\r\nHost: localhost\r\nOrigin: http://elsewhere.example\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("problem:origin");
    }

    /** As nginx passes a request on. */
    @Test
    void pageAndPicturesPassAProxyThatSpeaksIt() throws Exception {
        assertThat(web("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("</html>\n");
        assertThat(
                        web(
                                "POST /api/detect HTTP/1.0\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\"detections\":[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/events", "/api/cameras/lobby/preview.mjpeg"})
    void aStreamNeedsMore(String path) throws Exception {
        assertThat(web("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 505 ")
                .contains("problem:http-version", "proxy_http_version 1.1");
    }

    @Test
    void onlyOneRequestIsAnsweredOnAConnection() throws Exception {
        String two = "GET /health/live HTTP/1.0\r\n\r\nGET /health/live HTTP/1.0\r\n\r\n";

        assertThat(health(two)).containsOnlyOnce("HTTP/1.1 200 OK");
    }

    @Test
    void aClientThatGoesHalfwayLeavesNothingBehind() throws Exception {
        try (var socket = new Socket("127.0.0.1", http.webPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\nHost: loc".getBytes(StandardCharsets.ISO_8859_1));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
