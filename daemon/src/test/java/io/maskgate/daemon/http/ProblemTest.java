package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets for what it sends, good and bad. */
class ProblemTest {
    private final Endpoints http = Endpoints.withPictures();

    @AfterEach
    void close() {
        http.close();
    }

    private void assertProblem(HttpResponse<byte[]> response, int status, String json) throws IOException {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(http.json(response)).isEqualTo(http.parse(json));
    }

    @Test
    void aPathThatIsNotThereIsNotFound() throws Exception {
        assertProblem(http.send(http.web("/nope")), 404, """
                {"type": "urn:maskgate:problem:not-found", "title": "Not found", "status": 404,
                 "detail": "there is nothing at this path; /openapi.yaml on the web listener lists all",
                 "instance": "/nope"}""");
    }

    @Test
    void aMethodThePathLacksIsRefusedWithTheOnesItHas() throws Exception {
        var response = http.send(http.web("/api/cameras").DELETE());

        assertProblem(response, 405, """
                {"type": "urn:maskgate:problem:method", "title": "Method not allowed", "status": 405,
                 "detail": "expected GET, HEAD, found DELETE", "instance": "/api/cameras"}""");
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void anAnswerNobodyAcceptsIsNotMade() throws Exception {
        assertProblem(http.send(http.web("/api/cameras").header("Accept", "text/csv")), 406, """
                {"type": "urn:maskgate:problem:not-acceptable", "title": "Not acceptable", "status": 406,
                 "detail": "expected an Accept header that takes application/json", "instance": "/api/cameras"}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", ";;", ",;,", "/"})
    void anAcceptHeaderThatNamesNoTypeTakesNothing(String accept) throws Exception {
        assertThat(http.send(http.web("/api/cameras").header("Accept", accept)).statusCode())
                .isEqualTo(406);
    }

    @Test
    void aContentTypeOfASeparatorAloneIsNoPicture() throws Exception {
        assertThat(http.detect(new byte[] {1}, ";", "*/*").statusCode()).isEqualTo(415);
    }

    @Test
    void aFaultInsideShowsNothingOfItself() throws Exception {
        http.detector = (_, _) -> {
            throw new IllegalStateException("secret inner life");
        };

        assertProblem(http.detect(new byte[] {1}, "image/png", "*/*"), 500, """
                {"type": "urn:maskgate:problem:internal", "title": "Internal error", "status": 500,
                 "detail": "the request failed inside the gateway; its log has the cause", "instance": "/api/detect"}""");
    }

    @Test
    void anEmptyBodyIsABadRequest() throws Exception {
        assertProblem(http.detect(new byte[0], "image/jpeg", "*/*"), 400, """
                {"type": "urn:maskgate:problem:empty", "title": "Empty body", "status": 400,
                 "detail": "expected a picture as the body, found nothing", "instance": "/api/detect"}""");
    }

    @Test
    void aFormIsNoPicture() throws Exception {
        assertProblem(http.detect(new byte[] {1}, "application/x-www-form-urlencoded", "*/*"), 415, """
                {"type": "urn:maskgate:problem:media-type", "title": "Unsupported media type", "status": 415,
                 "detail": "expected a picture as the body (Content-Type image/jpeg, image/png, image/webp, image/bmp or application/octet-stream), found application/x-www-form-urlencoded",
                 "instance": "/api/detect"}""");
    }

    @Test
    void aTextFileNamedJpgIsUnsupported() throws Exception {
        http.detector = (_, _) -> new StillDetector.Unsupported("expected a JPEG, found text");

        assertProblem(http.detect("hello".getBytes(StandardCharsets.UTF_8), "image/jpeg", "*/*"), 415, """
                {"type": "urn:maskgate:problem:not-a-picture", "title": "Not a supported picture", "status": 415,
                 "detail": "expected a JPEG, found text", "instance": "/api/detect"}""");
    }

    @Test
    void whereTheModelCannotBeOpenedThatIsTheGatewaysTrouble() throws Exception {
        http.detector = (_, _) -> new StillDetector.Unavailable("activate it again");

        assertProblem(http.detect(new byte[] {1}, "image/jpeg", "*/*"), 503, """
                {"type": "urn:maskgate:problem:model", "title": "Model unavailable", "status": 503,
                 "detail": "activate it again", "instance": "/api/detect"}""");
    }

    @Test
    void aTruncatedPictureCannotBeProcessed() throws Exception {
        http.detector = (_, _) -> new StillDetector.Broken("the JPEG ends early");

        assertProblem(http.detect(new byte[] {1}, "image/jpeg", "*/*"), 422, """
                {"type": "urn:maskgate:problem:broken-picture", "title": "Broken picture", "status": 422,
                 "detail": "the JPEG ends early", "instance": "/api/detect"}""");
    }

    @Test
    void aPictureThatDeclares30000By30000PixelsIsTooLarge() throws Exception {
        http.detector = (image, _) -> {
            int width = java.nio.ByteBuffer.wrap(image).getInt(16);
            int height = java.nio.ByteBuffer.wrap(image).getInt(20);
            return new StillDetector.TooLarge(width, height, 40_000_000);
        };

        assertProblem(http.detect(pngHeader(30_000, 30_000), "image/png", "*/*"), 413, """
                {"type": "urn:maskgate:problem:too-many-pixels", "title": "Picture too large", "status": 413,
                 "detail": "expected at most 40000000 pixels, found 30000 x 30000; scale the picture down",
                 "instance": "/api/detect"}""");
    }

    @Test
    void aPictureOfTooMuchWorkIsRefusedWithTheRemedy() throws Exception {
        http.detector = (_, _) -> new StillDetector.TooCostly("save it again as a baseline JPEG");

        assertProblem(http.detect(new byte[] {1}, "image/jpeg", "*/*"), 413, """
                {"type": "urn:maskgate:problem:too-costly", "title": "Picture too costly", "status": 413,
                 "detail": "save it again as a baseline JPEG", "instance": "/api/detect"}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "gzip, gzip"})
    void aPackedBodyIsNeverUnpacked(String encoding) throws Exception {
        var seen = new AtomicInteger();
        http.detector = (image, _) -> {
            seen.set(image.length);
            return new StillDetector.Unsupported("not a picture");
        };
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[10_000_000]);
        }

        var response = http.send(http.web("/api/detect")
                .header("Content-Type", "image/png")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(packed.toByteArray())));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(seen.get()).isZero();
    }

    @Test
    void aBusyDetectorSaysWhenToTryAgain() throws Exception {
        http.detector = (_, _) -> new StillDetector.Busy(Duration.ofSeconds(7));

        var response = http.detect(new byte[] {1}, "image/jpeg", "*/*");

        assertProblem(response, 503, """
                {"type": "urn:maskgate:problem:busy", "title": "Busy", "status": 503,
                 "detail": "other pictures are being looked at; try again in 7 s", "instance": "/api/detect"}""");
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
    }

    @Test
    void aFullPoolIsBusyAndWorksAgainAfterwards() throws Exception {
        var release = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        StillDetector slow = (image, _) -> {
            entered.countDown();
            release.await();
            return new StillDetector.Found(List.of(), 1, 1, 0, Optional.empty());
        };
        try (var threads = new NativePool("test", 1, 1, Duration.ofSeconds(10))) {
            var pool = new PooledStillDetector(slow, threads);
            var first = Thread.startVirtualThread(() -> detectQuietly(pool));
            entered.await();
            var queued = Thread.startVirtualThread(() -> detectQuietly(pool));
            org.awaitility.Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(queued.getState()).isIn(Thread.State.TIMED_WAITING, Thread.State.WAITING));

            assertThat(pool.detect(new byte[0], false)).isInstanceOf(StillDetector.Busy.class);

            release.countDown();
            first.join();
            queued.join();
            assertThat(pool.detect(new byte[0], false)).isInstanceOf(StillDetector.Found.class);
        }
    }

    private static void detectQuietly(StillDetector detector) {
        try {
            detector.detect(new byte[0], false);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPictureThatTakesTooLongIsBusy() throws Exception {
        StillDetector stuck = (_, _) -> {
            new CountDownLatch(1).await();
            throw new IllegalStateException("unreachable");
        };
        try (var threads = new NativePool("test", 1, 1, Duration.ofMillis(50))) {
            assertThat(new PooledStillDetector(stuck, threads).detect(new byte[0], false))
                    .isInstanceOf(StillDetector.Busy.class);
        }
    }

    @Test
    void facesComeAsJsonOrAsThePictureByAccept() throws Exception {
        var face = new Detection(new Box(1.04f, 2, 30, 40.16f), MaskLabel.NO_FACEMASK, 0.87654f);
        http.detector = (image, annotate) -> new StillDetector.Found(
                List.of(face), 64, 48, 12.34, annotate ? Optional.of(new byte[] {7, 8}) : Optional.empty());

        var json = http.detect(new byte[] {1}, "image/jpeg", "application/json");
        var picture = http.detect(new byte[] {1}, "image/jpeg", "image/jpeg, application/json;q=0.5");

        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(http.json(json)).isEqualTo(http.parse("""
                {"width": 64, "height": 48, "millis": 12.3,
                 "detections": [{"label": "no facemask", "score": 0.877, "box": [1.0, 2.0, 30.0, 40.2]}]}"""));
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(picture.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(picture.body()).containsExactly(7, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /a b HTTP/1.1", "\u0007ET / HTTP/1.1", "GET / HTTP/1.1\r\nBad\u0001: x"})
    void whatIsNotHttpGetsAProblemToo(String head) throws Exception {
        try (var socket = http.raw(head + "\r\nHost: localhost\r\n\r\n")) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json", "nosniff");
        }
    }

    /** Each would be a line of the log otherwise, for whoever likes to write them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /?camera=%zz|A: b|400",
                "GET /?%=1|A: b|400",
                "GET /%zz|A: b|400",
                "GET /%c3%28|A: b|404",
                "GET /api/cameras/%00|A: b|404",
                "GET /?&&==&camera|A: b|200",
                "POST /api/session|Content-Type: |400",
                "GET /api/cameras|Origin: ht!tp:[|403",
                "GET /api/cameras|Cookie: ;;=;a|200",
            })
    void whatIsOddIsNoFaultOfOurs(String request, String header, int status) throws Exception {
        try (var socket = http.raw(request + " HTTP/1.1\r\nHost: localhost\r\n" + header
                + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(Endpoints.statusLine(socket)).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void everyAnswerIsCountedByItsStatus() throws Exception {
        http.send(http.web("/nope"));
        http.send(http.web("/api/cameras"));
        http.send(http.health("/health/live"));
        try (var socket =
                http.raw("POST /api/detect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30000000\r\n\r\n")) {
            socket.getInputStream().readAllBytes();
        }

        assertThat(http.metrics.httpResponses.labelValues("404").get()).isEqualTo(1);
        assertThat(http.metrics.httpResponses.labelValues("200").get()).isEqualTo(2);
        assertThat(http.metrics.httpResponses.labelValues("413").get()).isEqualTo(1);
    }

    private static byte[] pngHeader(int width, int height) {
        return java.nio.ByteBuffer.allocate(33)
                .putLong(0x89504e470d0a1a0aL)
                .putInt(13)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .putInt(0)
                .array();
    }
}
