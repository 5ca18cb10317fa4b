package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.access.NewToken;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.config.Names;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.config.WebKeys.Role;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.outbox.Outbox;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The health listener: which trouble makes it say what. */
class HealthTest {
    private final Endpoints http = Endpoints.withoutPictures();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void aHealthyGatewayIsReadyAndSaysWhatWasChecked() throws Exception {
        var response = http.send(http.health("/health/ready"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(http.json(response)).isEqualTo(http.parse("""
                {"status": "UP", "checks": [
                  {"name": "broker", "status": "UP", "data": {"detail": "mqtts://broker.example:8883", "required": true}},
                  {"name": "engine", "status": "UP",
                   "data": {"name": "onnxruntime-cpu", "detail": "lightmask-320 fp32", "required": true}},
                  {"name": "disk", "status": "UP",
                   "data": {"detail": "", "messages": 3, "bytes": 1200, "lost": 0, "required": true}},
                  {"name": "cameras", "status": "UP",
                   "data": {"configured": 1, "enabled": 1, "online": 1, "required": true}},
                  {"name": "camera/lobby", "status": "UP",
                   "data": {"state": "online", "reason": "", "since": "2026-03-02T08:00:00Z",
                            "lastFrame": "2026-03-02T08:01:00Z", "required": false}}]}"""));
    }

    @Test
    void anUnreachableBrokerIsNamedAndMakesItUnready() throws Exception {
        http.gateway.broker = new GatewayView.Broker(false, "connection refused, next attempt in 8 s");

        assertDown("broker", "connection refused, next attempt in 8 s");
    }

    /** For alerts of those who scrape and do not probe. Single cameras have a metric of their own. */
    @Test
    void metricsHaveTheChecksOfTheGatewayAsAWhole() throws Exception {
        assertThat(text(http.health("/metrics")).lines())
                .filteredOn(line -> line.startsWith("maskgate_health_check{"))
                .containsExactlyInAnyOrder(
                        "maskgate_health_check{check=\"broker\"} 1.0",
                        "maskgate_health_check{check=\"cameras\"} 1.0",
                        "maskgate_health_check{check=\"disk\"} 1.0",
                        "maskgate_health_check{check=\"engine\"} 1.0");

        http.gateway.broker = new GatewayView.Broker(false, "connection refused");
        assertThat(text(http.health("/metrics"))).contains("maskgate_health_check{check=\"broker\"} 0.0");
    }

    /** Topics have the names of cameras in them. */
    @Test
    void whatTheBrokerRefusesIsForThoseWhoSeeAll() throws Exception {
        var some = NewToken.make(new SecureRandom());
        var all = NewToken.make(new SecureRandom());
        String words =
                "messages of maskgate/entrance-1/cameras/yard/events wait: the broker refuses them (not authorized)";
        try (var web = Endpoints.withTokens(
                        new WebKeys.Token("some", Role.VIEWER, Names.of("lobby"), false, some.hash()),
                        new WebKeys.Token("all", Role.VIEWER, Names.ALL, false, all.hash()));
                var discreet = Endpoints.discreet()) {
            for (var each : List.of(http, web, discreet)) {
                each.gateway.broker = new GatewayView.Broker(true, words);
            }
            assertThat(broker(http, http.health("/health/ready"))).isEqualTo("UP " + words);
            assertThat(broker(discreet, discreet.health("/health/ready"))).isEqualTo("UP ");
            assertThat(broker(web, status(web, all))).isEqualTo("UP " + words);
            assertThat(broker(web, status(web, some))).isEqualTo("UP ");

            web.gateway.broker = new GatewayView.Broker(false, words);
            assertThat(broker(web, status(web, all))).isEqualTo("DOWN " + words);
            assertThat(broker(web, status(web, some))).isEqualTo("DOWN not connected; the log says why");
        }
    }

    private static HttpRequest.Builder status(Endpoints http, NewToken token) {
        return http.web("/api/status").header("Authorization", "Bearer " + token.value());
    }

    /** Its check, which is the first. */
    private static String broker(Endpoints http, HttpRequest.Builder request) throws Exception {
        var json = http.json(http.send(request));
        var check = json.path("ready").isMissingNode() ? json : json.get("ready");
        return check.at("/checks/0/status").textValue() + " "
                + check.at("/checks/0/data/detail").textValue();
    }

    @Test
    void aBrokenEngineMakesItUnready() throws Exception {
        http.gateway.engine = new GatewayView.Engine("onnxruntime-cpu", false, "out of memory");

        assertDown("engine", "out of memory");
    }

    @Test
    void aFullDiskMakesItUnready() throws Exception {
        http.gateway.outbox = new Outbox.Health(false, "disk full", 9, 900, 4);

        assertDown("disk", "disk full");
    }

    private void assertDown(String name, String detail) throws Exception {
        var response = http.send(http.health("/health/ready"));
        var json = http.json(response);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json.get("status").asText()).isEqualTo("DOWN");
        assertThat(json.get("checks"))
                .filteredOn(check -> check.get("status").asText().equals("DOWN"))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.get("name").asText()).isEqualTo(name);
                    assertThat(check.get("data").get("detail").asText()).isEqualTo(detail);
                });
    }

    @Test
    void oneDarkCameraAmongOthersIsListedWithItsReasonAndLeavesTheGatewayReady() throws Exception {
        http.gateway.cameras = List.of(
                FakeGateway.camera("lobby", CameraState.ONLINE, ""),
                FakeGateway.camera("dock", CameraState.OFFLINE, "wrong user or password"));

        var response = http.send(http.health("/health/ready"));

        assertThat(response.statusCode()).isEqualTo(200);
        var dock = http.json(response).get("checks").get(5);
        assertThat(dock).isEqualTo(http.parse("""
                {"name": "camera/dock", "status": "DOWN",
                 "data": {"state": "offline", "reason": "wrong user or password", "since": "2026-03-02T08:00:00Z",
                          "lastFrame": null, "required": false}}"""));
    }

    @Test
    void picturesThatAreNotStoredAreNamedAndLeaveTheGatewayReady() throws Exception {
        http.gateway.pictures = Optional.of(new GatewayView.Pictures(false, "the disk takes no pictures"));

        var response = http.send(http.health("/health/ready"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(http.json(response).get("checks")).contains(http.parse("""
                {"name": "pictures", "status": "DOWN",
                 "data": {"detail": "the disk takes no pictures", "required": false}}"""));
    }

    /** Whoever may ask for health may not know where the cameras are. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rtsp://****@10.0.0.7/main: no stream within 10 s|no stream within 10 s",
                "rtsp://***: redirected to rtsp://192.0.2.10/x|unreachable",
            })
    void theAddressOfACameraIsNotTold(String reason, String told) throws Exception {
        http.gateway.cameras = List.of(FakeGateway.camera("dock", CameraState.OFFLINE, reason));

        var checks = http.json(http.send(http.health("/health/ready"))).get("checks");

        assertThat(checks.get(checks.size() - 1).get("data").get("reason").asText())
                .isEqualTo(told);
        assertThat(checks.toString()).doesNotContain("10.0.0.7", "192.0.2.10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"untrusted", "unverifiable"})
    void whatIsSaidOfACertificateIsNotToldEither(String cause) throws Exception {
        String said = "rtsp://****@10.0.0.7/main: No subject alternative names matching IP address 10.0.0.7 found";
        http.gateway.cameras = List.of(FakeGateway.camera("dock", CameraState.OFFLINE, said, cause, Optional.of(said)));

        var checks = http.json(http.send(http.health("/health/ready"))).get("checks");

        assertThat(checks.get(checks.size() - 1).get("data").get("reason").asText())
                .isEqualTo(cause);
        assertThat(checks.toString()).doesNotContain("10.0.0.7");
    }

    @Test
    void aCertificateOfLongAgoIsNotWhyACameraIsOff() throws Exception {
        var longAgo = Optional.of("rtsp://****@10.0.0.7/main: another certificate");
        http.gateway.cameras =
                List.of(FakeGateway.camera("dock", CameraState.DISABLED, "switched off", "untrusted", longAgo));

        var checks = http.json(http.send(http.health("/health/ready"))).get("checks");

        assertThat(checks.get(checks.size() - 1).get("data").get("reason").asText())
                .isEqualTo("switched off");
    }

    @Test
    void whenEveryEnabledCameraIsDarkTheGatewayIsUnready() throws Exception {
        http.gateway.cameras = List.of(
                FakeGateway.camera("dock", CameraState.OFFLINE, "timeout"),
                FakeGateway.camera("hall", CameraState.STALLED, "no frame for 20 s"),
                FakeGateway.camera("attic", CameraState.DISABLED, ""));

        assertThat(http.send(http.health("/health/ready")).statusCode()).isEqualTo(503);
    }

    @Test
    void withEveryCameraSwitchedOffTheGatewayIsReady() throws Exception {
        http.gateway.cameras = List.of(FakeGateway.camera("attic", CameraState.DISABLED, ""));

        assertThat(http.send(http.health("/health/ready")).statusCode()).isEqualTo(200);
    }

    @Test
    void liveIsDownOnlyWhenRestartingIsTheRemedy() throws Exception {
        http.gateway.broker = new GatewayView.Broker(false, "");
        assertThat(http.send(http.health("/health/live")).statusCode()).isEqualTo(200);

        http.gateway.fatal = Optional.of("camera dock: a native call was given up");
        var response = http.send(http.health("/health/live"));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(http.json(response)).isEqualTo(http.parse("""
                {"status": "DOWN", "checks": [{"name": "process", "status": "DOWN",
                  "data": {"reason": "camera dock: a native call was given up", "required": true}}]}"""));
    }

    @Test
    void startedTellsWhenTheStartIsOver() throws Exception {
        http.gateway.started = false;
        assertThat(http.send(http.health("/health/started")).statusCode()).isEqualTo(503);

        http.gateway.started = true;
        var response = http.send(http.health("/health/started"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(http.json(response).at("/checks/0/data/version").asText()).isEqualTo("0.1.0");
    }

    @Test
    void metricsComeAsTextAndAsOpenMetrics() throws Exception {
        http.metrics.framesDecoded.labelValues("lobby").inc(5);

        var text = http.send(http.health("/metrics"));
        var open = http.send(http.health("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));

        assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(new String(text.body(), StandardCharsets.UTF_8))
                .contains("maskgate_frames_decoded_total{camera=\"lobby\"} 5.0");
        assertThat(open.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(new String(open.body(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
    }

    /** What Prometheus sends where it may scrape native histograms: protobuf before all else. */
    @Test
    void whoLikesProtobufBestGetsWhatHeLikesNext() throws Exception {
        var metrics = http.send(http.health("/metrics")
                .header(
                        "Accept",
                        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                                + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"));

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(http.send(http.health("/metrics").header("Accept", "application/vnd.google.protobuf"))
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void headAnswersWithoutABody() throws Exception {
        var get = http.send(http.health("/health/live"));
        var head = http.send(http.health("/health/live").HEAD());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(get.body().length));
    }

    @Test
    void theHealthListenerShowsNoPicturesAndTakesNoBodies() throws Exception {
        assertThat(http.send(http.health("/api/cameras/lobby/snapshot.jpg")).statusCode())
                .isEqualTo(404);
        assertThat(http.send(http.health("/")).statusCode()).isEqualTo(404);
        var body = http.send(http.health("/health/live").POST(BodyPublishers.ofString("x")));
        assertThat(body.statusCode()).isEqualTo(413);
        assertThat(http.json(body).get("detail").asText()).isEqualTo("expected a request without a body");
    }

    @Test
    void anEndlessBodyToTheHealthListenerIsAnsweredAndCutOff() throws Exception {
        try (var socket = new Socket("127.0.0.1", http.endpoints.healthPort().orElseThrow())) {
            socket.setSoTimeout(3_000);
            socket.getOutputStream()
                    .write("POST /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfff"
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 405 ").contains("Connection: close");
        }
    }

    @Test
    void whatAnAddressLacksIsTold() throws Exception {
        try (var elsewhere = listening(new Listen("192.0.2.1", 0))) {
            assertThatThrownBy(elsewhere::start)
                    .hasMessageContaining("(Cannot assign requested address); this machine has no such address: use one"
                            + " of its own, or 0.0.0.0 for all");
        }
        try (var unknown = listening(new Listen("gate.invalid", 0))) {
            assertThatThrownBy(unknown::start)
                    .hasMessageContaining("(Unresolved address); nobody knows that name here: write an address");
        }
        assertThat(Listen.remedy("Permission denied"))
                .isEqualTo("ports below 1024 are not for the service's user: choose one from 1024 on");
    }

    private String text(HttpRequest.Builder request) throws Exception {
        return new String(http.send(request).body(), StandardCharsets.UTF_8);
    }

    private HttpEndpoints listening(Listen health) {
        return new HttpEndpoints(
                new GatewayConfig.Health(true, health),
                new GatewayConfig.Web(false, new Listen("127.0.0.1", 0), false),
                http.gateway,
                http.hub,
                http.gateway,
                http.board,
                http.detector,
                http.gate,
                new Entrance(http.access, Optional.empty()),
                new GatewayMetrics());
    }

    @Test
    void anAddressInUseIsNamedWithTheRemedy() throws Exception {
        try (var taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            try (var second = listening(new Listen("0.0.0.0", port))) {
                assertThatThrownBy(second::start)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("health.listen: expected a free address, found that 0.0.0.0:" + port
                                + " cannot be used (Address already in use);"
                                + " stop the program that has it or choose another");
                assertThat(second.healthPort()).isEmpty();
            }
        }
    }
}
