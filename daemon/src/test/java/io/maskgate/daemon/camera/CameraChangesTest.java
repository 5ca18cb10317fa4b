package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Point;
import io.maskgate.daemon.config.RuleKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraChangesTest {
    private static GatewayConfig.Camera camera(String id, String url) {
        return Room.camera(id, url, false);
    }

    private static GatewayConfig.Camera off(GatewayConfig.Camera on) {
        return with(on, false, on.lines());
    }

    private static GatewayConfig.Camera watching(GatewayConfig.Camera camera) {
        return with(
                camera, camera.enabled(), List.of(new RuleKeys.Line("entry", new Point(0.5, 1), new Point(0.5, 0))));
    }

    private static GatewayConfig.Camera with(GatewayConfig.Camera camera, boolean enabled, List<RuleKeys.Line> lines) {
        return new GatewayConfig.Camera(
                camera.id(),
                camera.url(),
                camera.detectUrl(),
                camera.transport(),
                camera.tls(),
                enabled,
                camera.rate(),
                camera.connectTimeout(),
                camera.stallAfter(),
                camera.loop(),
                camera.decode(),
                camera.zones(),
                camera.onlyZones(),
                lines,
                camera.quietHours(),
                camera.alarm(),
                camera.compliance());
    }

    @Test
    void eachCameraStandsInOneListOrNone() {
        var before = List.of(
                camera("a", "rtsp://a/"),
                camera("b", "rtsp://b/"),
                camera("c", "rtsp://c/"),
                camera("d", "rtsp://d/"),
                camera("f", "rtsp://f/"));
        var after = List.of(
                camera("e", "rtsp://e/"),
                off(camera("d", "rtsp://d/")),
                camera("b", "rtsp://other/"),
                camera("a", "rtsp://a/"),
                watching(camera("f", "rtsp://f/")));
        var changes = CameraChanges.between(before, after);
        assertThat(changes)
                .isEqualTo(new CameraChanges(List.of("e"), List.of("c"), List.of("b"), List.of("d"), List.of("f")));
        assertThat(changes).hasToString("added: e; removed: c; changed: b; switched on or off: d; with other rules: f");
    }

    @Test
    void theOrderAloneIsNoChange() {
        var a = camera("a", "rtsp://a/");
        var b = camera("b", "rtsp://b/");
        assertThat(CameraChanges.between(List.of(a, b), List.of(b, a)))
                .returns(true, CameraChanges::none)
                .hasToString("no camera changed");
    }
}
