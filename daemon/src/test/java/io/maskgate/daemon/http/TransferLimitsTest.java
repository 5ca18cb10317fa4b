package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bodies and answers may cost: length, time, and how many at once. */
class TransferLimitsTest {
    private static final String HALF_AN_UPLOAD =
            "POST /api/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                    + "Content-Length: 10\r\n\r\nx";

    private final Endpoints http = Endpoints.withPictures();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void aDeclaredLengthBeyondTheLimitIsRefusedBeforeTheBodyComes() throws Exception {
        try (var socket = http.raw("POST /api/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                + "Content-Length: 30000000\r\n\r\n")) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("application/problem+json");
            assertThat(http.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4)))
                    .isEqualTo(http.parse("""
                    {"type": "urn:maskgate:problem:too-large", "title": "Content too large", "status": 413,
                     "detail": "expected at most 97 KiB; send a smaller picture", "instance": "/api/detect"}"""));
        }
    }

    @Test
    void aChunkedBodyIsCutAtTheLimit() throws Exception {
        byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        try (var socket = http.raw("POST /api/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n")) {
            for (int i = 0; i < 25; i++) {
                socket.getOutputStream().write(chunk);
            }
            socket.getOutputStream().flush();

            assertThat(Endpoints.statusLine(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aSingleChunkDeclaredWithTwoGigabytesIsRefusedAtOnce() throws Exception {
        try (var socket = http.raw("POST /api/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n")) {
            assertThat(Endpoints.statusLine(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aWellBehavedClientWithTooLargeABodyGetsItsAnswer() throws Exception {
        var response = http.send(http.web("/api/detect")
                .expectContinue(true)
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(new byte[3_000_000])));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(http.json(response).get("type").asText()).isEqualTo("urn:maskgate:problem:too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\rhello", "zz\r\nhello\r\n", "-1\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n"})
    void aBodyThatIsNotInChunksAsItSaysIsABadRequest(String body) throws Exception {
        try (var socket = http.raw("POST /api/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + body)) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
        }
    }

    @Test
    void moreUploadsAtOnceThanMayBeReadAreToldToWait() throws Exception {
        try (var _ = http.raw(HALF_AN_UPLOAD);
                var _ = http.raw(HALF_AN_UPLOAD)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(http.detect(new byte[] {1}, "image/png", "*/*")
                                    .statusCode())
                            .isEqualTo(503));
        }
    }

    @Test
    void anUploadThatStopsHalfwayIsCutOffAndItsPlaceIsFreeAgain() throws Exception {
        try (var one = http.raw(HALF_AN_UPLOAD);
                var _ = http.raw(HALF_AN_UPLOAD)) {
            assertThat(one.getInputStream().read()).isEqualTo(-1);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(http.detect(new byte[] {1}, "image/png", "*/*")
                                    .statusCode())
                            .isEqualTo(200));
        }
    }

    @Test
    void aClientThatDoesNotTakeItsAnswerIsCutOff() throws Exception {
        http.detector = (_, _) -> new StillDetector.Found(List.of(), 1, 1, 0, Optional.of(new byte[20_000_000]));
        try (var socket = asksAndTakesNothing()) {
            Awaitility.await().until(() -> isClosed(socket));
        }
    }

    private Socket asksAndTakesNothing() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", http.webPort()));
        socket.getOutputStream()
                .write(("POST /api/detect HTTP/1.1\r\nHost: localhost\r\nAccept: image/jpeg\r\n"
                                + "Content-Type: image/png\r\nContent-Length: 1\r\n\r\nx")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Each waited in memory for as long as its client took a piece within the deadline. */
    @Test
    void largeAnswersThatAreNotTakenHoldNoMoreThanTheirRoom() throws Exception {
        http.detector = (_, _) -> new StillDetector.Found(List.of(), 1, 1, 0, Optional.of(new byte[20_000_000]));
        try (var _ = asksAndTakesNothing()) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(http.detect(new byte[] {1}, "image/png", "image/jpeg"))
                            .returns(503, HttpResponse::statusCode)
                            .extracting(busy -> busy.headers().firstValue("Retry-After"))
                            .isEqualTo(Optional.of("10")));
            assertThat(http.detect(new byte[] {1}, "image/png", "application/json")
                            .statusCode())
                    .as("what is small needs no room")
                    .isEqualTo(200);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(http.detect(new byte[] {1}, "image/png", "image/jpeg")
                                    .statusCode())
                            .as("the first was cut off")
                            .isEqualTo(200));
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.getOutputStream().write('\r');
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void aLargeAnswerComesWhole() throws Exception {
        byte[] large = new byte[3_000_001];
        new java.util.Random(1).nextBytes(large);
        http.detector = (_, _) -> new StillDetector.Found(List.of(), 1, 1, 0, Optional.of(large));

        var response = http.detect(new byte[] {1}, "image/png", "image/jpeg");

        assertThat(response.headers().firstValue("Content-Length")).contains("3000001");
        assertThat(response.body()).isEqualTo(large);
    }

    @Test
    void headersThatNeverEndAreCutOff() throws Exception {
        try (var socket = http.raw("GET / HTTP/1.1\r\nHost: local")) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
