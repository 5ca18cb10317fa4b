package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.access.NewToken;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;
import io.maskgate.daemon.metrics.ObservedMetrics;
import io.maskgate.hw.inference.InferenceStats;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Who gets what: every route walked by everybody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsTest {
    private static final NewToken VIEWER = NewToken.make(new SecureRandom());
    private static final NewToken ELSEWHERE = NewToken.make(new SecureRandom());
    private static final NewToken DOORMAN = NewToken.make(new SecureRandom());
    private static final NewToken OPERATOR = NewToken.make(new SecureRandom());

    /**
     * What a GET, POST or DELETE answers to nobody, a viewer of another camera, a viewer of the camera, an operator. A route
     * that is not here fails the test: say here who may what before it is served.
     */
    private static final Map<String, List<Integer>> ANSWERS = Map.ofEntries(
            Map.entry("GET /health/live", List.of(200, 200, 200, 200)),
            Map.entry("GET /health/ready", List.of(200, 200, 200, 200)),
            Map.entry("GET /health/started", List.of(200, 200, 200, 200)),
            Map.entry("GET /metrics", List.of(200, 200, 200, 200)),
            Map.entry("GET /", List.of(200, 200, 200, 200)),
            Map.entry("GET /openapi.yaml", List.of(200, 200, 200, 200)),
            Map.entry("GET /page/{file}", List.of(200, 200, 200, 200)),
            Map.entry("GET /api/metrics", List.of(401, 200, 200, 200)),
            Map.entry("GET /api/me", List.of(401, 200, 200, 200)),
            // Without a body no login, whoever asks.
            Map.entry("POST /api/session", List.of(400, 400, 400, 400)),
            Map.entry("DELETE /api/session", List.of(204, 204, 204, 204)),
            Map.entry("GET /api/status", List.of(401, 200, 200, 200)),
            Map.entry("GET /api/models", List.of(401, 200, 200, 200)),
            // 409: he may, and another is in progress.
            Map.entry("POST /api/models/{name}/activate", List.of(401, 403, 403, 409)),
            Map.entry("GET /api/cameras", List.of(401, 200, 200, 200)),
            Map.entry("GET /api/cameras/{id}", List.of(401, 404, 200, 200)),
            Map.entry("POST /api/cameras/{id}/enable", List.of(401, 403, 403, 204)),
            Map.entry("POST /api/cameras/{id}/disable", List.of(401, 403, 403, 204)),
            // 503: he may, and there is no picture.
            Map.entry("GET /api/cameras/{id}/snapshot.jpg", List.of(401, 404, 503, 503)),
            Map.entry("GET /api/cameras/{id}/preview.mjpeg", List.of(401, 404, 503, 503)),
            // 404: he may, and it has one stream alone.
            Map.entry("GET /api/cameras/{id}/main.jpg", List.of(401, 404, 404, 404)),
            Map.entry("GET /api/history", List.of(401, 200, 200, 200)),
            // 403: for nobody, where events may leave.
            Map.entry("GET /api/aggregates", List.of(401, 403, 403, 403)),
            Map.entry("GET /api/events", List.of(401, 200, 200, 200)),
            Map.entry("GET /api/events/recent", List.of(401, 200, 200, 200)),
            // 400: he may, and sent no picture.
            Map.entry("POST /api/detect", List.of(401, 400, 400, 400)));

    private final Endpoints http = Endpoints.withTokens(
            token("viewer", Role.VIEWER, Names.of("lobby"), VIEWER),
            token("elsewhere", Role.VIEWER, Names.of("dock"), ELSEWHERE),
            token("operator", Role.OPERATOR, Names.ALL, OPERATOR),
            token("doorman", Role.OPERATOR, Names.of("lobby"), DOORMAN));

    RightsTest() {
        http.gateway.cameras = List.of(
                FakeGateway.camera("lobby", CameraState.ONLINE, ""),
                FakeGateway.camera("dock", CameraState.ONLINE, ""));
        http.board.publish(new EventFeed.Entry("1", EventFeed.Kind.MASK, "lobby", "{\"camera\":\"lobby\"}"));
        http.board.publish(new EventFeed.Entry("2", EventFeed.Kind.MASK, "dock", "{\"camera\":\"dock\"}"));
    }

    @AfterAll
    void close() {
        http.close();
    }

    private static WebKeys.Token token(String name, Role role, Names cameras, NewToken token) {
        return new WebKeys.Token(name, role, cameras, false, token.hash());
    }

    private static String name(Route route) {
        return route.method() + " " + route.template();
    }

    private HttpResponse<InputStream> ask(Route route, String token) throws Exception {
        String path = route.template()
                .replace("{id}", "lobby")
                .replace("{file}", "app.js")
                .replace("{name}", "own");
        boolean health = path.startsWith("/health") || path.equals("/metrics");
        return ask(route.method(), health ? http.health(path) : http.web(path), token);
    }

    private HttpResponse<InputStream> ask(String method, HttpRequest.Builder request, String token) throws Exception {
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.open(request.method(method, BodyPublishers.noBody()));
    }

    private String text(String path, NewToken token) throws Exception {
        try (var body = ask("GET", http.web(path), token.value()).body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyRouteAnswersEverybodyAsTheTableSays() throws Exception {
        var answers = new TreeMap<String, List<Integer>>();
        for (Route route : http.endpoints.routes()) {
            var codes = new ArrayList<Integer>();
            for (String token : List.of("", ELSEWHERE.value(), VIEWER.value(), OPERATOR.value())) {
                var response = ask(route, token);
                response.body().close();
                // Streams are few: the next one begins when this one is over.
                await().until(() -> http.board.listeners() == 0);
                codes.add(response.statusCode());
            }
            answers.put(name(route), codes);
        }
        assertThat(answers).isEqualTo(new TreeMap<>(ANSWERS));
    }

    @Test
    void whatIsOpenToAllIsDescribedSoAndNothingElse() throws Exception {
        var described = described();
        for (Route route : http.endpoints.routes()) {
            var operation = described.get(name(route));
            boolean open = route.needs() == Right.OPEN;
            assertThat(List.of().equals(operation.get("security")))
                    .as(name(route))
                    .isEqualTo(open);
            var codes = ((Map<?, ?>) operation.get("responses")).keySet();
            if (!open) {
                assertThat(codes.contains("401") && codes.contains("429"))
                        .as(name(route))
                        .isTrue();
            }
            if (route.needs() == Right.OPERATE) {
                assertThat(codes.contains("403")).as(name(route)).isTrue();
            }
        }
    }

    /** Pages of other sites, what a proxy passed on and other host names are turned away before anything else is looked at. */
    @Test
    void whatIsTurnedAwayAtTheDoorIsDescribedAtEveryRouteOfThePageAndItsApi() throws Exception {
        assertThat(described()).hasSizeGreaterThan(20).allSatisfy((name, operation) -> {
            boolean at = ((Map<?, ?>) operation.get("responses")).keySet().containsAll(List.of("403", "421"));
            assertThat(at).as(name).isEqualTo(List.of("web").equals(operation.get("tags")));
        });
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> described() throws Exception {
        var text = text("/openapi.yaml", OPERATOR);
        var description = (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
        var all = new LinkedHashMap<String, Map<String, Object>>();
        ((Map<String, Map<String, Object>>) description.get("paths"))
                .forEach((path, operations) -> operations.forEach((method, operation) -> {
                    if (!method.equals("parameters")) {
                        all.put(method.toUpperCase(Locale.ROOT) + " " + path, (Map<String, Object>) operation);
                    }
                }));
        return all;
    }

    @Test
    void aForbiddenCameraIsAnsweredLikeOneThatIsNotThere() throws Exception {
        for (String below : List.of("", "/snapshot.jpg", "/main.jpg", "/preview.mjpeg")) {
            String forbidden = text("/api/cameras/dock" + below, VIEWER);
            String unknown = text("/api/cameras/attic" + below, VIEWER);
            assertThat(forbidden).contains("urn:maskgate:problem:camera").isEqualTo(unknown.replace("attic", "dock"));
            assertThat(text("/api/cameras/attic" + below, OPERATOR)).isEqualTo(unknown);
        }
        assertThat(text("/api/history?camera=dock", VIEWER))
                .isEqualTo(text("/api/history?camera=attic", OPERATOR).replace("attic", "dock"));
        assertThat(text("/api/events/recent?camera=dock", VIEWER))
                .isEqualTo(text("/api/events/recent?camera=attic", VIEWER).replace("attic", "dock"));
        assertThat(text("/api/events/recent?camera=lobby&camera=dock", VIEWER)).contains("problem:camera");
    }

    @Test
    void listsShowTheCamerasOfTheTokenAlone() throws Exception {
        for (String path : List.of("/api/cameras", "/api/status", "/api/events/recent", "/api/history", "/api/me")) {
            assertThat(text(path, VIEWER)).as(path).contains("lobby").doesNotContain("dock");
            assertThat(text(path, ELSEWHERE)).as(path).contains("dock").doesNotContain("lobby");
        }
        assertThat(text("/api/status", VIEWER)).contains("\"configured\":1");
        assertThat(text("/api/me", OPERATOR))
                .isEqualTo("{\"name\":\"operator\",\"role\":\"operator\",\"cameras\":[\"*\"],\"faces\":false,"
                        + "\"covered\":true,\"privacy\":\"events\",\"login\":true}");
    }

    @Test
    void anOperatorSwitchesCamerasAndNobodyElse() throws Exception {
        http.gateway.switched.clear();
        for (var path :
                List.of("/api/cameras/lobby/disable", "/api/cameras/dock/enable", "/api/cameras/attic/enable")) {
            for (var token : List.of(VIEWER, OPERATOR)) {
                ask("POST", http.web(path), token.value()).body().close();
            }
        }
        assertThat(http.gateway.switched).containsExactly("lobby off", "dock on", "attic on");
        assertThat(ask("POST", http.web("/api/cameras/attic/enable"), OPERATOR.value())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void metricsTellOfTheCamerasOfTheTokenAloneAndOfEverythingElse() throws Exception {
        for (var camera : List.of("lobby", "dock")) {
            http.metrics.framesDecoded.labelValues(camera).inc();
            http.metrics.tracks.labelValues(camera).set(1);
        }
        http.metrics.mqttConnected.set(1);
        http.metrics.eventLatencySeconds.observe(0.1);

        assertThat(text("/api/metrics", VIEWER))
                .doesNotContain("maskgate_event_latency_seconds_count")
                .contains("maskgate_frames_decoded_total{camera=\"lobby\"} 1.0", "maskgate_tracks{camera=\"lobby\"}")
                .contains("maskgate_mqtt_connected 1.0")
                .doesNotContain("dock");
        assertThat(text("/api/metrics", OPERATOR)).contains("lobby", "dock", "maskgate_event_latency_seconds_count 1");
    }

    /** Less those of his own cameras they would tell what happens at the others. */
    @Test
    void sumsOverAllCamerasAreForThoseWhoSeeAll() throws Exception {
        var sums = List.of(
                "maskgate_outbox_delivered_total",
                "maskgate_outbox_events",
                "maskgate_health_check{check=\"cameras\"}",
                "maskgate_outbox_bytes",
                "maskgate_mqtt_published_total",
                "maskgate_sparkplug_published_total",
                "maskgate_stage_seconds_count{stage=\"infer\"}",
                "maskgate_pictures_total{result=\"passed\"}",
                "maskgate_main_pictures_total{result=\"ok\"}",
                "maskgate_inference_pictures_total");
        http.metrics.mainPictures.labelValues("ok").inc();
        http.metrics.stageSeconds.labelValues("infer").observe(0.1);
        ObservedMetrics.register(
                http.metrics.registry,
                new ObservedMetrics.Sources(
                        "1.2.3",
                        () -> 0,
                        () -> 0,
                        () -> 0,
                        () -> 0,
                        () -> new InferenceStats(1, 1, 0, 1, 1, 0, 0, 0, 0, 1)));

        assertThat(text("/api/metrics", OPERATOR)).contains(sums);
        assertThat(body(http.health("/metrics"))).contains(sums);
        String limited = text("/api/metrics", VIEWER);
        assertThat(sums).allSatisfy(sum -> assertThat(limited).doesNotContain("\n" + sum));
        assertThat(limited).contains("maskgate_mqtt_connected", "maskgate_inference_failures_total");

        String disk = "{\"name\":\"disk\",\"status\":\"UP\",\"data\":{\"detail\":\"\",%s\"required\":true}}";
        assertThat(text("/api/status", OPERATOR)).contains(disk.formatted("\"messages\":3,\"bytes\":1200,\"lost\":0,"));
        assertThat(text("/api/status", VIEWER)).contains(disk.formatted(""));
    }

    /** Those of his own cameras come to him: with them it would tell of the others. */
    @Test
    void howManyEventsWereLostIsForThoseWhoSeeAll() throws Exception {
        try (var _ = http.board.subscribe(camera -> camera.equals("attic"))) {
            // One more than may wait for a listener.
            for (int n = 0; n < 9; n++) {
                http.board.publish(new EventFeed.Entry("a" + n, EventFeed.Kind.ALARM, "attic", "{}"));
            }
        }
        assertThat(text("/api/events/recent", OPERATOR)).contains("\"lost\":").doesNotContain("\"lost\":0,");
        assertThat(text("/api/events/recent", VIEWER)).contains("\"lost\":0,");
    }

    /** No camera is there for him, so that the backlog of all tells him of none, and monitoring needs it. */
    @Test
    void whereHealthTellsNothingOfSingleCamerasItTellsWhatWaits() throws Exception {
        try (var discreet = Endpoints.discreet()) {
            assertThat(body(discreet.health("/metrics"))).contains("maskgate_outbox_events ");
            assertThat(body(discreet.health("/health/ready"))).contains("\"messages\":3");
        }
    }

    @Test
    void healthTellsOfSingleCamerasUnlessItIsToldNotTo() throws Exception {
        http.metrics.framesDecoded.labelValues("lobby").inc();
        for (String path : List.of("/health/ready", "/metrics")) {
            assertThat(body(http.health(path))).as(path).contains("lobby");
        }
        try (var discreet = Endpoints.discreet()) {
            discreet.metrics.framesDecoded.labelValues("lobby").inc();
            for (String path : List.of("/health/ready", "/metrics")) {
                assertThat(body(discreet.health(path))).as(path).doesNotContain("lobby");
            }
            assertThat(body(discreet.health("/health/ready"))).contains("\"configured\":1,\"enabled\":1,\"online\":1");
        }
    }

    private String body(HttpRequest.Builder request) throws Exception {
        return new String(http.send(request).body(), StandardCharsets.UTF_8);
    }

    @Test
    void theEventStreamHasTheEventsOfTheTokensCamerasAlone() throws Exception {
        var request = http.web("/api/events")
                .header("Last-Event-ID", "0")
                .header("Authorization", "Bearer " + ELSEWHERE.value());
        try (var reader =
                new BufferedReader(new InputStreamReader(http.open(request).body(), StandardCharsets.UTF_8))) {
            assertThat(data(reader)).isEqualTo("data: {\"camera\":\"dock\"}");
            // More of another camera than may wait for one listener: they take no room.
            for (int n = 0; n < 20; n++) {
                http.board.publish(
                        new EventFeed.Entry("l" + n, EventFeed.Kind.MASK, "lobby", "{\"camera\":\"lobby\"}"));
            }
            http.board.publish(new EventFeed.Entry("3", EventFeed.Kind.MASK, "dock", "{\"camera\":\"dock\",\"n\":3}"));
            assertThat(data(reader)).isEqualTo("data: {\"camera\":\"dock\",\"n\":3}");
        }
    }

    private static String data(BufferedReader reader) throws Exception {
        String line = reader.readLine();
        while (!line.startsWith("data:")) {
            assertThat(line).doesNotStartWith("event: lost");
            line = reader.readLine();
        }
        return line;
    }

    @Test
    void theReloadsDetailsWithNamesOfCamerasAreForThoseWhoSeeAll() throws Exception {
        http.gateway.reload =
                Optional.of(new GatewayView.Reload(FakeGateway.SINCE, true, "added: dock; changed: lobby"));

        assertThat(text("/api/status", OPERATOR)).contains("added: dock");
        assertThat(text("/api/status", VIEWER)).contains("\"configuration\"").doesNotContain("dock");
        http.gateway.reload = Optional.empty();
    }

    @Test
    void whoShowsNothingIsToldWhatToShow() throws Exception {
        var response = ask("GET", http.web("/api/cameras"), "");

        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"maskgate\"");
        try (var body = response.body()) {
            assertThat(http.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8)))
                    .isEqualTo(http.parse("""
                    {"type": "urn:maskgate:problem:who", "title": "Who asks?", "status": 401,
                     "detail": "expected Authorization: Bearer and an access token, or a session of the page; found neither",
                     "instance": "/api/cameras"}"""));
        }
    }

    @Test
    void anOperatorOfOneCameraChangesThatOneAndNothingThatIsOfAll() throws Exception {
        var answers = new ArrayList<Integer>();
        for (String path : List.of(
                "/api/cameras/lobby/disable", "/api/cameras/dock/disable", "/api/models/lightmask-320/activate")) {
            var response = ask("POST", http.web(path), DOORMAN.value());
            response.body().close();
            answers.add(response.statusCode());
        }
        assertThat(answers).containsExactly(204, 404, 403);
        assertThat(http.metrics.accessRefused.labelValues("not_operator").get()).isPositive();
    }

    @Test
    void headIsForThoseWhoMayGet() throws Exception {
        var codes = List.of("", ELSEWHERE.value(), VIEWER.value()).stream()
                .map(token -> {
                    try {
                        return ask("HEAD", http.web("/api/cameras/lobby"), token)
                                .statusCode();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .collect(Collectors.toList());
        assertThat(codes).containsExactly(401, 404, 200);
    }
}
