package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.Polygon;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.rules.RuleState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a camera watches for, as the page and operations see it. */
class WatchTest {
    private static final GatewayView.Watch WATCH = new GatewayView.Watch(
            List.of(new RuleKeys.Zone(
                    "door", new Polygon(List.of(new Point(0, 0), new Point(1, 0), new Point(0.5, 1))))),
            true,
            List.of(new RuleKeys.Line("entry", new Point(0.5, 1), new Point(0.5, 0))),
            Optional.of(new RuleKeys.Alarm(
                    1, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5), Optional.of("door"))),
            new RuleState(
                    Optional.of(new RuleState.Alarm(true, Optional.of(FakeGateway.SINCE), 2)),
                    OptionalInt.of(93),
                    true,
                    true,
                    Map.of("entry", new RuleState.Crossings(4, 1, FakeGateway.SINCE))));

    private static JsonNode camera(Endpoints http) throws Exception {
        http.gateway.watch = WATCH;
        return http.json(http.send(http.web("/api/cameras/lobby")));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AGGREGATE")
    void zonesLinesAlarmAndComplianceComeWithTheCamera(PrivacyMode mode) throws Exception {
        try (var http = Endpoints.in(mode, false)) {
            var camera = camera(http);
            assertThat(camera.get("compliance").asDouble()).isEqualTo(0.93);
            assertThat(camera.get("onlyZones").asBoolean()).isTrue();
            assertThat(camera.get("quiet").asBoolean()).isTrue();
            assertThat(camera.get("silent").asBoolean()).isTrue();
            assertThat(camera.get("alarm")).isEqualTo(http.parse("""
                    {"on": true, "since": "2026-03-02T08:00:00Z", "peak": 2, "above": 1, "zone": "door"}"""));
            assertThat(camera.get("zones")).isEqualTo(http.parse("""
                    [{"name": "door", "polygon": [[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]]}]"""));
            assertThat(camera.get("lines")).isEqualTo(http.parse("""
                    [{"name": "entry", "from": [0.5, 1.0], "to": [0.5, 0.0], "in": 4, "out": 1,
                      "since": "2026-03-02T08:00:00Z"}]"""));
        }
    }

    @Test
    void whereOnlyIntervalsMayLeaveWhatWasSeenStaysInside() throws Exception {
        try (var http = Endpoints.in(PrivacyMode.AGGREGATE, false)) {
            var camera = camera(http);
            assertThat(camera.get("compliance").isNull()).isTrue();
            assertThat(camera.get("alarm").isNull()).isTrue();
            assertThat(camera.get("zones")).hasSize(1);
            assertThat(camera.get("lines")).isEqualTo(http.parse("""
                    [{"name": "entry", "from": [0.5, 1.0], "to": [0.5, 0.0], "in": null, "out": null, "since": null}]"""));
            assertThat(check(http).has("alarm")).isFalse();
        }
    }

    @Test
    void anAlarmIsSeenByOperationsAndIsNoFaultOfTheGateway() throws Exception {
        try (var http = Endpoints.withoutPictures()) {
            assertThat(check(http).has("alarm")).isFalse();
            http.gateway.watch = WATCH;
            assertThat(check(http).get("alarm").asText()).isEqualTo("on");
            assertThat(http.send(http.health("/health/ready")).statusCode()).isEqualTo(200);
        }
    }

    private static JsonNode check(Endpoints http) throws Exception {
        for (var check : http.json(http.send(http.health("/health/ready"))).get("checks")) {
            if (check.get("name").asText().equals("camera/lobby")) {
                return check.get("data");
            }
        }
        throw new AssertionError("no check of the camera");
    }
}
