package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of cameras: who gets them, and what they cost. */
class PreviewTest {
    private static final byte[] JPEG = "the picture".getBytes(StandardCharsets.US_ASCII);

    /** A camera that, as the real one does, makes a picture only when one is wanted. */
    private static AutoCloseable filming(Endpoints http) {
        var timer = Executors.newSingleThreadScheduledExecutor();
        timer.scheduleAtFixedRate(
                () -> {
                    if (http.hub.wanted("lobby", Faces.COVERED)) {
                        http.hub.publish("lobby", new Picture(Faces.COVERED, JPEG));
                    }
                },
                0,
                5,
                TimeUnit.MILLISECONDS);
        return timer::shutdownNow;
    }

    @Test
    void aSnapshotIsAPictureThatNobodyMayStore() throws Exception {
        try (var http = Endpoints.withPictures();
                var _ = filming(http)) {
            var response = http.send(http.web("/api/cameras/lobby/snapshot.jpg"));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(JPEG);
            assertThat(response.headers().firstValue("Content-Type")).contains("image/jpeg");
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(http.hub.viewers()).isZero();
            assertThat(http.gate.picturesPassed()).isEqualTo(1);
        }
    }

    @Test
    void aPreviewStreamsPartsAndCostsNothingOnceTheViewerIsGone() throws Exception {
        try (var http = Endpoints.withPictures();
                var _ = filming(http)) {
            assertThat(http.hub.wanted("lobby", Faces.COVERED)).isFalse();

            try (var socket = get(http, "/api/cameras/lobby/preview.mjpeg")) {
                String start = new String(socket.getInputStream().readNBytes(1200), StandardCharsets.ISO_8859_1);
                assertThat(start)
                        .startsWith("HTTP/1.1 200 ")
                        .contains("Content-Type: multipart/x-mixed-replace; boundary=maskgate-frame")
                        .contains("--maskgate-frame\r\n")
                        .contains(
                                "Content-Type: image/jpeg\r\nContent-Length: 11\r\n\r\nthe picture\r\n--maskgate-frame");
                assertThat(http.hub.viewers()).isEqualTo(1);
            }

            await().untilAsserted(() -> assertThat(http.hub.viewers()).isZero());
            assertThat(http.hub.wanted("lobby", Faces.COVERED)).isFalse();
        }
    }

    @Test
    void aViewerWhoGoesWhileTheCameraIsSilentIsNoticedToo() throws Exception {
        try (var http = Endpoints.withPictures()) {
            try (var socket = get(http, "/api/cameras/lobby/preview.mjpeg")) {
                await().until(() -> http.hub.wanted("lobby", Faces.COVERED));
                http.hub.publish("lobby", new Picture(Faces.COVERED, JPEG));
                assertThat(Endpoints.statusLine(socket)).isEqualTo("HTTP/1.1 200 OK");
            }
            await().untilAsserted(() -> assertThat(http.hub.viewers()).isZero());
        }
    }

    /** A browser shows the last picture of a stream that ends well for ever. */
    @Test
    void thePreviewOfACameraThatFallsSilentIsCutAndDoesNotEndWell() throws Exception {
        try (var http = Endpoints.withPictures();
                var socket = get(http, "/api/cameras/lobby/preview.mjpeg")) {
            await().until(() -> http.hub.wanted("lobby", Faces.COVERED));
            http.hub.publish("lobby", new Picture(Faces.COVERED, JPEG));

            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(all).contains("Transfer-Encoding: chunked", "the picture");
            assertThat(all).doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void aViewerWhoStopsReadingIsCutOff() throws Exception {
        try (var http = Endpoints.withPictures();
                var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", http.webPort()));
            socket.getOutputStream()
                    .write("GET /api/cameras/lobby/preview.mjpeg HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> http.hub.wanted("lobby", Faces.COVERED));
            http.hub.publish("lobby", new Picture(Faces.COVERED, new byte[20_000_000]));

            await().untilAsserted(() -> assertThat(http.hub.viewers()).isZero());
        }
    }

    @Test
    void moreViewersThanMayWatchAreToldToTryLater() throws Exception {
        try (var http = Endpoints.withPictures();
                var _ = filming(http);
                var one = get(http, "/api/cameras/lobby/preview.mjpeg");
                var two = get(http, "/api/cameras/lobby/preview.mjpeg")) {
            Endpoints.statusLine(one);
            Endpoints.statusLine(two);

            var third = http.send(http.web("/api/cameras/lobby/preview.mjpeg"));

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(http.json(third).get("type").asText()).isEqualTo("urn:maskgate:problem:viewers");
            assertThat(third.headers().firstValue("Retry-After")).contains("5");

            // Whoever comes too late to watch still sees a picture now and then.
            assertThat(http.send(http.web("/api/cameras/lobby/snapshot.jpg")).body())
                    .isEqualTo(JPEG);
        }
    }

    @Test
    void aDarkCameraSaysWhyThereIsNoPicture() throws Exception {
        try (var http = Endpoints.withPictures()) {
            http.gateway.cameras = List.of(FakeGateway.camera("lobby", CameraState.OFFLINE, "no route to host"));

            for (String file : List.of("snapshot.jpg", "preview.mjpeg")) {
                var response = http.send(http.web("/api/cameras/lobby/" + file));

                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(http.json(response).get("detail").asText())
                        .isEqualTo("camera lobby is offline: no route to host");
            }
            assertThat(http.hub.viewers()).isZero();
        }
    }

    /** A recorder that fails makes many dark at once, and a wall of pictures asks for all of them again and again. */
    @ParameterizedTest
    @CsvSource({
        "OFFLINE, no route to host, snapshot.jpg",
        "STALLED, no frame for 20 s, snapshot.jpg",
        "DISABLED, , snapshot.jpg",
        "OFFLINE, no route to host, preview.mjpeg",
        "DISABLED, , preview.mjpeg",
    })
    void whoAsksForDarkCamerasTakesNoPlaceFromThoseWhoAskForOthers(CameraState state, String reason, String file)
            throws Exception {
        try (var http = Endpoints.withPictures();
                var _ = filming(http)) {
            http.gateway.cameras = List.of(
                    FakeGateway.camera("lobby", CameraState.ONLINE, ""),
                    FakeGateway.camera("dock", state, reason == null ? "" : reason));
            try (var one = get(http, "/api/cameras/dock/" + file);
                    var two = get(http, "/api/cameras/dock/" + file)) {
                await().until(() -> http.hub.viewers() == 2 || answered(one) && answered(two));

                assertThat(http.send(http.web("/api/cameras/lobby/snapshot.jpg"))
                                .statusCode())
                        .isEqualTo(200);
                try (var live = get(http, "/api/cameras/lobby/preview.mjpeg")) {
                    assertThat(Endpoints.statusLine(live)).isEqualTo("HTTP/1.1 200 OK");
                }
                assertThat(Endpoints.statusLine(one)).startsWith("HTTP/1.1 503 ");
                assertThat(Endpoints.statusLine(two)).startsWith("HTTP/1.1 503 ");
            }
        }
    }

    private static boolean answered(Socket socket) throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** Its fault is of a life that is over: it was switched on again, or has another address. */
    @Test
    void aCameraThatConnectsIsWaitedForWhateverWentWrongBefore() throws Exception {
        try (var http = Endpoints.withPictures();
                var _ = filming(http)) {
            http.gateway.cameras = List.of(
                    FakeGateway.camera("lobby", CameraState.OFFLINE, "connecting", Optional.of("no route to host")));

            assertThat(http.send(http.web("/api/cameras/lobby/snapshot.jpg")).statusCode())
                    .isEqualTo(200);
        }
    }

    /** Where key frames alone are looked at, or hardly any frame, the next look may be ten seconds off. */
    @Test
    void theNextLookAtACameraThatIsOnlineIsWaitedForLonger() throws Exception {
        try (var http = Endpoints.withPictures()) {
            for (String file : List.of("snapshot.jpg", "preview.mjpeg")) {
                long before = System.nanoTime();
                var response = http.send(http.web("/api/cameras/lobby/" + file));

                assertThat(System.nanoTime() - before)
                        .isGreaterThanOrEqualTo(Endpoints.LIMITS.rareFrame().toNanos());
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(http.json(response).get("detail").asText())
                        .isEqualTo("camera lobby is online: no frame came in time; how often it is looked at say its"
                                + " rate, decode.policy and decode.floor");
            }
        }
    }

    @Test
    void anUnknownCameraIsNotFound() throws Exception {
        try (var http = Endpoints.withPictures()) {
            for (String path : List.of("", "/snapshot.jpg", "/preview.mjpeg")) {
                var response = http.send(http.web("/api/cameras/attic" + path));

                assertThat(response.statusCode()).isEqualTo(404);
                assertThat(http.json(response).get("detail").asText())
                        .isEqualTo("expected the id of a configured camera, found 'attic'; /api/cameras lists them");
            }
        }
    }

    @Test
    void withPicturesSwitchedOffNoneIsMadeOrSent() throws Exception {
        try (var http = Endpoints.withoutPictures();
                var _ = filming(http)) {
            for (String file : List.of("snapshot.jpg", "preview.mjpeg")) {
                var response = http.send(http.web("/api/cameras/lobby/" + file));

                assertThat(response.statusCode()).isEqualTo(403);
                assertThat(http.json(response)).isEqualTo(http.parse("""
                        {"type": "urn:maskgate:problem:pictures-off", "title": "Pictures are switched off", "status": 403,
                         "detail": "this gateway lets no camera picture out; set web.preview to true in its configuration to allow pictures",
                         "instance": "/api/cameras/lobby/%s"}""".formatted(file)));
            }
            var annotated = http.detect(new byte[] {1}, "image/png", "image/jpeg");
            assertThat(annotated.statusCode()).isEqualTo(403);
            assertThat(http.detect(new byte[] {1}, "image/png", "application/json")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(http.gate.picturesRefused()).isEqualTo(3);
            assertThat(http.gate.picturesPassed()).isZero();
        }
    }

    @Test
    void closingTheEndpointsEndsPreviews() throws Exception {
        var http = Endpoints.withPictures();
        try (var _ = filming(http);
                var socket = get(http, "/api/cameras/lobby/preview.mjpeg")) {
            Endpoints.statusLine(socket);
            long before = System.nanoTime();
            http.close();

            assertThat(System.nanoTime() - before).isLessThan(3_000_000_000L);
            assertThat(http.hub.viewers()).isZero();
        }
    }

    private static Socket get(Endpoints http, String path) throws IOException {
        return http.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void theMainStreamIsAskedForOnePictureAtATimeWithFacesAsTheViewerMaySeeThem() throws Exception {
        try (var http = Endpoints.withPictures()) {
            http.gateway.mainStream = Optional.of(faces -> {
                assertThat(faces).isEqualTo(Faces.COVERED);
                return new MainStream.Taken(new Picture(faces, JPEG));
            });

            var response = http.send(http.web("/api/cameras/lobby/main.jpg"));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(JPEG);
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(http.json(http.send(http.web("/api/cameras/lobby")))
                            .get("mainStream")
                            .booleanValue())
                    .isTrue();
        }
    }

    @Test
    void aPictureWithFacesThatMayNotBeSeenNeverPassesTheGate() throws Exception {
        try (var http = Endpoints.withPictures()) {
            http.gateway.mainStream = Optional.of(_ -> new MainStream.Taken(new Picture(Faces.SHOWN, JPEG)));

            assertThat(http.send(http.web("/api/cameras/lobby/main.jpg")).statusCode())
                    .isEqualTo(503);
            assertThat(http.gate.picturesPassed()).isZero();
        }
    }

    @Test
    void aMainStreamThatFailsSaysWhyAndACameraWithOneStreamHasNone() throws Exception {
        try (var http = Endpoints.withPictures()) {
            http.gateway.mainStream =
                    Optional.of(_ -> new MainStream.Failed("rtsp://127.0.0.1/big: connection refused"));
            var failed = http.send(http.web("/api/cameras/lobby/main.jpg"));
            assertThat(failed.statusCode()).isEqualTo(503);
            assertThat(http.json(failed).get("detail").textValue())
                    .isEqualTo("camera lobby: rtsp://127.0.0.1/big: connection refused");

            http.gateway.mainStream = Optional.empty();
            var none = http.send(http.web("/api/cameras/lobby/main.jpg"));
            assertThat(none.statusCode()).isEqualTo(404);
            assertThat(http.json(none).get("type").textValue()).endsWith(":main-stream");
        }
    }

    @Test
    void theMainStreamOfACameraThatRefusesThePasswordOfTheDetectionIsNotTried() throws Exception {
        try (var http = Endpoints.withPictures()) {
            var asked = new AtomicInteger();
            http.gateway.mainStream = Optional.of(faces -> {
                asked.incrementAndGet();
                return new MainStream.Taken(new Picture(faces, JPEG));
            });
            String why = "user or password missing or wrong";
            http.gateway.cameras =
                    List.of(FakeGateway.camera("lobby", CameraState.OFFLINE, why, "unauthorized", Optional.of(why)));

            var refused = http.send(http.web("/api/cameras/lobby/main.jpg"));

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(http.json(refused).get("detail").textValue())
                    .isEqualTo("camera lobby is offline: user or password missing or wrong");
            assertThat(asked).hasValue(0);

            String other = "no such stream; check the path";
            http.gateway.cameras =
                    List.of(FakeGateway.camera("lobby", CameraState.OFFLINE, other, "not-found", Optional.of(other)));
            assertThat(http.send(http.web("/api/cameras/lobby/main.jpg")).statusCode())
                    .isEqualTo(200);
            assertThat(asked).hasValue(1);
        }
    }
}
