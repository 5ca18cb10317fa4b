package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two cameras, for one of which there is no native memory. */
@Timeout(30)
class StarvedCamerasTest {
    private final Room room = new Room();
    private final Script starved = new Script();
    private final Script other = new Script();
    private CameraSystem system;

    @BeforeEach
    void start() throws Exception {
        starved.connection(_ -> {
            throw new OutOfMemoryError("Physical memory usage is too high");
        });
        other.live();
        var config = Room.config(Room.camera("a", "rtsp://a/", false), Room.camera("b", "rtsp://b/", false));
        var scripts = Map.of("a", starved, "b", other);
        system = new CameraSystem(room.parts(config, room.model, Room.QUICK), (camera, _) -> scripts.get(camera.id()));
        system.start();
        await().until(this::isOneOnline);
    }

    private boolean isOneOnline() {
        return system.statuses().stream().anyMatch(status -> status.state() == CameraState.ONLINE);
    }

    private void awaitMoreDeaths() {
        int opens = starved.opens.get();
        await().until(() -> starved.opens.get() > opens + 3);
    }

    @AfterEach
    void close() throws Exception {
        system.stop(Duration.ofSeconds(10));
    }

    /** There are too many of them, and would be after a restart. */
    @Test
    void withACameraThatGoesOnTheProcessNeedNotBeRestarted() {
        awaitMoreDeaths();
        assertThat(system.fatal()).isEmpty();
    }

    /** As where a leak took the memory. */
    @Test
    void withNoneThatGoesOnTheProcessMustBeRestarted() {
        system.setEnabled("b", false);
        await().untilAsserted(() -> assertThat(system.fatal())
                .contains("no camera is online, and there is no memory for the stream of camera a"));

        system.setEnabled("b", true);
        await().untilAsserted(() -> assertThat(system.fatal()).isEmpty());
    }

    @Test
    void camerasThatAreSwitchedOffWantNoMemory() {
        awaitMoreDeaths();
        system.setEnabled("a", false);
        system.setEnabled("b", false);
        assertThat(isOneOnline()).isFalse();
        assertThat(system.fatal()).isEmpty();
    }
}
