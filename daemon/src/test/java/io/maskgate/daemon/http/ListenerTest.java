package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.helidon.webserver.WebServer;
import io.maskgate.daemon.logging.LogListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener that is to serve for years: silent clients, a clock that is set, accepting that ends. */
class ListenerTest {
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final Endpoints http = Endpoints.withoutPictures();

    @AfterEach
    void close() {
        http.close();
    }

    private static String ask(int port, String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private int healthPort() {
        return http.endpoints.healthPort().orElseThrow();
    }

    /** As many as there may be connections: they must not keep the next one out for long. */
    @ParameterizedTest
    @ValueSource(strings = {"health", "web"})
    void whoConnectsAndSaysNothingIsCutOff(String listener) throws Exception {
        int port = listener.equals("health") ? healthPort() : http.webPort();
        var silent = new ArrayList<Socket>();
        try (var said = LogListener.to(WebServer.class.getPackage(), line -> line)) {
            for (int i = 0; i < Endpoints.LIMITS.connections(); i++) {
                silent.add(new Socket("127.0.0.1", port));
            }
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(ask(
                                    port, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                            .startsWith("HTTP/1.1 "));
            assertThat(said.lines())
                    .as("a line for each would fill the log")
                    .noneMatch(line -> line.getLevel().intValue() >= Level.WARNING.intValue());
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** Before the first request, in the middle of a line, and after an answer. */
    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HT", "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"})
    void whoFallsSilentIsCutOff(String said) throws Exception {
        try (var socket = new Socket("127.0.0.1", healthPort())) {
            socket.setSoTimeout(8_000);
            socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith(said.endsWith("\r\n\r\n") ? "HTTP/1.1 200 " : "");
        }
    }

    /** Heartbeats come each tenth of a second: longer than a client may be silent. */
    @Test
    void whoOnlyListensStays() throws Exception {
        var response = http.open(http.web("/api/events").header("Accept", "text/event-stream"));
        try (var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (int beats = 0; beats < 50; ) {
                String line = reader.readLine();
                assertThat(line).isNotNull();
                beats += line.startsWith(":") ? 1 : 0;
            }
        }
    }

    /** The page takes the gateway's time from there. */
    @Test
    void everyAnswerHasTheTimeOfTheGatewaysClock() throws Exception {
        http.send(http.health("/health/live"));
        http.gateway.now = Optional.of(Instant.parse("2026-03-02T08:00:05Z"));

        for (var request :
                List.of(http.health("/health/live"), http.web("/api/status"), http.web("/"), http.web("/none"))) {
            assertThat(http.send(request).headers().allValues("Date")).containsExactly("Mon, 02 Mar 2026 08:00:05 GMT");
        }
        assertThat(ask(healthPort(), "GET /health/live HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\r\nDate: Mon, 02 Mar 2026 08:00:05 GMT\r\n");
    }

    /** As where no descriptor is left for the next connection: the server closes its socket and does not end. */
    @Test
    void aListenerThatTakesNoConnectionsAnyMoreIsAReasonToBeginAnew() {
        http.endpoints.look();
        assertThat(http.endpoints.fatal()).isEmpty();
        int port = healthPort();
        var ours = new HashSet<>(Thread.getAllStackTraces().keySet());
        ours.removeAll(before);
        ours.stream()
                .filter(thread -> thread.getName().equals("server-@default-listener"))
                .forEach(Thread::interrupt);

        await().untilAsserted(() -> {
            http.endpoints.look();
            assertThat(http.endpoints.fatal())
                    .contains("the health listener takes no connections at 127.0.0.1:" + port + " any more");
        });
    }
}
