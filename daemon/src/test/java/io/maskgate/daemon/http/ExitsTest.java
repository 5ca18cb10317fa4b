package io.maskgate.daemon.http;

import static io.maskgate.daemon.config.PrivacyKeys.PrivacyMode.AGGREGATE;
import static io.maskgate.daemon.config.PrivacyKeys.PrivacyMode.EVENTS;
import static io.maskgate.daemon.config.PrivacyKeys.PrivacyMode.PICTURES;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way out over HTTP, in every privacy mode. */
class ExitsTest {
    private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.US_ASCII);

    private static AutoCloseable filming(Endpoints http) {
        var timer = Executors.newSingleThreadScheduledExecutor();
        timer.scheduleAtFixedRate(
                () -> {
                    for (var faces : Faces.values()) {
                        if (http.hub.wanted("lobby", faces)) {
                            http.hub.publish("lobby", new Picture(faces, PICTURE));
                        }
                    }
                },
                0,
                5,
                TimeUnit.MILLISECONDS);
        return timer::shutdownNow;
    }

    /** What each exit answers: a status, and the code of its problem where it refuses. */
    private static Map<String, String> walk(PrivacyMode mode, boolean preview) throws Exception {
        var answers = new LinkedHashMap<String, String>();
        try (var http = Endpoints.in(mode, preview);
                var _ = filming(http)) {
            http.gateway.mainStream = Optional.of(faces -> new MainStream.Taken(new Picture(faces, PICTURE)));
            for (var path : new String[] {
                "/api/cameras/lobby/snapshot.jpg",
                "/api/cameras/lobby/main.jpg",
                "/api/cameras/lobby/preview.mjpeg",
                "/api/events",
                "/api/events/recent",
                "/api/history"
            }) {
                var response = http.open(http.web(path));
                try (var body = response.body()) {
                    answers.put(path, answer(response.statusCode(), () -> body.readAllBytes(), http));
                }
            }
            answers.put("boxes", answer(http.detect(PICTURE, "image/jpeg", "application/json"), http));
            answers.put("annotated", answer(http.detect(PICTURE, "image/jpeg", "image/jpeg"), http));
        }
        return answers;
    }

    private interface Body {
        byte[] read() throws Exception;
    }

    private static String answer(HttpResponse<byte[]> response, Endpoints http) throws Exception {
        return answer(response.statusCode(), response::body, http);
    }

    private static String answer(int status, Body body, Endpoints http) throws Exception {
        return status == 200
                ? "200"
                : status + " "
                        + http.parse(new String(body.read(), StandardCharsets.UTF_8))
                                .get("type")
                                .asText()
                                .replace("urn:maskgate:problem:", "");
    }

    @Test
    void inModeAggregateEveryExitOfFacesIsRefusedWithTheModesName() throws Exception {
        assertThat(walk(AGGREGATE, true))
                .hasSize(8)
                .allSatisfy((path, answer) -> assertThat(answer).as(path).isEqualTo("403 privacy-mode"));
    }

    @Test
    void inModeEventsPicturesAreRefusedUntilThePreviewIsOn() throws Exception {
        assertThat(walk(EVENTS, false))
                .isEqualTo(Map.of(
                        "/api/cameras/lobby/snapshot.jpg", "403 pictures-off",
                        "/api/cameras/lobby/main.jpg", "403 pictures-off",
                        "/api/cameras/lobby/preview.mjpeg", "403 pictures-off",
                        "/api/events", "200",
                        "/api/events/recent", "200",
                        "/api/history", "200",
                        "boxes", "200",
                        "annotated", "403 pictures-off"));
        assertThat(walk(EVENTS, true))
                .allSatisfy((path, answer) -> assertThat(answer).as(path).isEqualTo("200"));
    }

    @Test
    void inModePicturesThePreviewHasItsOwnSwitchStill() throws Exception {
        assertThat(walk(PICTURES, false)).isEqualTo(walk(EVENTS, false));
        assertThat(walk(PICTURES, true)).isEqualTo(walk(EVENTS, true));
    }

    @ParameterizedTest
    @EnumSource
    void theStatusNamesTheMode(PrivacyMode mode) throws Exception {
        try (var http = Endpoints.in(mode, false)) {
            assertThat(http.json(http.send(http.web("/api/status")))
                            .get("privacy")
                            .asText())
                    .isEqualTo(http.gate.mode());
        }
    }

    @Test
    void facesInViewAreKnownOutsideUnlessTheModeIsAggregate() throws Exception {
        try (var http = Endpoints.in(EVENTS, false)) {
            http.metrics.tracks.labelValues("lobby").set(3);
            var camera = http.json(http.send(http.web("/api/cameras/lobby")));
            assertThat(camera.get("faces").get("people").asInt()).isEqualTo(3);
            assertThat(metrics(http)).contains("maskgate_tracks{camera=\"lobby\"} 3.0");
        }
        try (var http = Endpoints.in(AGGREGATE, false)) {
            http.metrics.tracks.labelValues("lobby").set(3);
            http.metrics.framesDecoded.labelValues("lobby").inc();
            var camera = http.json(http.send(http.web("/api/cameras/lobby")));
            assertThat(camera.get("faces").isNull()).isTrue();
            assertThat(camera.get("decoding").get("attention").isNull()).isTrue();
            assertThat(http.json(http.send(http.web("/api/cameras")))
                            .get("cameras")
                            .get(0)
                            .get("faces")
                            .isNull())
                    .isTrue();
            assertThat(metrics(http)).contains("maskgate_frames_decoded").doesNotContain("maskgate_tracks");
        }
    }

    private static String metrics(Endpoints http) throws Exception {
        return new String(http.send(http.health("/metrics")).body(), StandardCharsets.UTF_8);
    }
}
