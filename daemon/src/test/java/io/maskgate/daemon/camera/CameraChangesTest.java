package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.GatewayConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraChangesTest {
    private static GatewayConfig.Camera camera(String id, String url) {
        return Room.camera(id, url, false);
    }

    private static GatewayConfig.Camera off(GatewayConfig.Camera on) {
        return new GatewayConfig.Camera(
                on.id(),
                on.url(),
                on.detectUrl(),
                on.transport(),
                false,
                on.rate(),
                on.connectTimeout(),
                on.stallAfter(),
                on.loop(),
                on.decode());
    }

    @Test
    void eachCameraStandsInOneListOrNone() {
        var before = List.of(
                camera("a", "rtsp://a/"), camera("b", "rtsp://b/"), camera("c", "rtsp://c/"), camera("d", "rtsp://d/"));
        var after = List.of(
                camera("e", "rtsp://e/"),
                off(camera("d", "rtsp://d/")),
                camera("b", "rtsp://other/"),
                camera("a", "rtsp://a/"));
        var changes = CameraChanges.between(before, after);
        assertThat(changes).isEqualTo(new CameraChanges(List.of("e"), List.of("c"), List.of("b"), List.of("d")));
        assertThat(changes).hasToString("added: e; removed: c; changed: b; switched on or off: d");
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
