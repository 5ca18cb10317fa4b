package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.GatewayConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Cameras begin one after the other, and can be switched from the moment they have their places: what was acknowledged
 * stays.
 */
@Timeout(30)
class SwitchedMeanwhileTest {
    private final Room room = new Room();
    private final Map<String, Script> scripts = Map.of("a", new Script().live(), "b", new Script().live());
    private CameraSystem system;

    private static List<GatewayConfig.Camera> cameras(String nvr) {
        return List.of(
                Room.camera("a", "rtsp://" + nvr + "/a", false), Room.camera("b", "rtsp://" + nvr + "/b", false));
    }

    @BeforeEach
    void place() throws Exception {
        var config = Room.config(cameras("here").toArray(GatewayConfig.Camera[]::new));
        system = new CameraSystem(room.parts(config, room.model, Room.QUICK), (camera, _) -> scripts.get(camera.id()));
    }

    @AfterEach
    void stop() throws Exception {
        system.stop(Duration.ofSeconds(10));
    }

    /** Camera b is switched off in the moment in which a begins there. */
    private void switchOffBWhenABegins(String url) {
        var first = new AtomicBoolean(true);
        room.watcher = status -> {
            if (status.url().equals(url) && first.getAndSet(false)) {
                system.setEnabled("b", false);
            }
        };
    }

    private CameraStatus b() {
        return system.statuses().getLast();
    }

    @Test
    void offWhileTheListChangesItStaysOff() throws Exception {
        system.start();
        await().until(() -> scripts.get("b").opens.get() == 1);
        switchOffBWhenABegins("rtsp://elsewhere/a");

        system.change(cameras("elsewhere"));

        assertThat(b().url()).isEqualTo("rtsp://elsewhere/b");
        assertThat(b().state()).isEqualTo(CameraState.DISABLED);
        assertThat(scripts.get("b").opens).hasValue(1);
    }

    /** As by an automation that waits for the gateway to be back. */
    @Test
    void offWhileAllBeginItStaysOff() {
        switchOffBWhenABegins("rtsp://here/a");

        system.start();

        assertThat(b().state()).isEqualTo(CameraState.DISABLED);
        assertThat(scripts.get("b").opens).hasValue(0);
    }
}
