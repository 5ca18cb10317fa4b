package io.maskgate.daemon.gateway;

import static io.maskgate.daemon.camera.CameraState.DISABLED;
import static io.maskgate.daemon.camera.CameraState.OFFLINE;
import static io.maskgate.daemon.camera.CameraState.ONLINE;
import static io.maskgate.daemon.camera.CameraState.STALLED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTest {
    @Test
    void whatTheEngineServesComesBeforeItsTroubles() {
        assertThat(Status.detail("lightmask-320 int8", "", Optional.empty())).isEqualTo("lightmask-320 int8");
        assertThat(Status.detail("lightmask-320 int8", "no GPU", Optional.of("too slow")))
                .isEqualTo("lightmask-320 int8; no GPU; too slow");
    }

    /** One that really died must look otherwise than one that is not to be there. */
    @Test
    void aCameraThatIsSwitchedOffIsNotMissing() {
        assertThat(Status.online(List.of(ONLINE, OFFLINE, STALLED))).isEqualTo("1/3 cameras online");
        assertThat(Status.online(List.of(ONLINE, DISABLED))).isEqualTo("1/1 cameras online (1 switched off)");
        assertThat(Status.online(List.of(DISABLED, ONLINE, DISABLED, OFFLINE)))
                .isEqualTo("1/2 cameras online (2 switched off)");
    }
}
