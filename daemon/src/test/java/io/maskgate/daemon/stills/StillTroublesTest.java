package io.maskgate.daemon.stills;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.gateway.Site;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StillTroublesTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private final StillTroubles troubles = new StillTroubles();

    private GatewayConfig.Camera camera(String url) throws IOException {
        return Site.config(folder, "mqtt://127.0.0.1", url).cameras().getFirst();
    }

    @Test
    void noKeyFrameTwiceInARowIsWorthARestAndOnceForManyWhoWaitedTogetherIsNot() throws Exception {
        var camera = camera("rtsp://here/");
        troubles.keyless(camera, "rare", 0, 15 * SECOND);
        troubles.keyless(camera, "rare", SECOND, 16 * SECOND);
        assertThat(troubles.isKeyless(camera)).isTrue();
        assertThat(troubles.rest(camera, 16 * SECOND)).isEmpty();

        troubles.keyless(camera, "rare", 20 * SECOND, 35 * SECOND);
        assertThat(troubles.rest(camera, 36 * SECOND))
                .contains("rare; it is tried again in 30 s, and at once when its url changes");
        assertThat(troubles.rest(camera, 65 * SECOND)).isEmpty();
        assertThat(troubles.isKeyless(camera("rtsp://elsewhere/"))).isFalse();

        troubles.over(camera.id());
        assertThat(troubles.isKeyless(camera)).isFalse();
        troubles.keyless(camera, "rare", 70 * SECOND, 85 * SECOND);
        assertThat(troubles.rest(camera, 86 * SECOND)).as("the first again").isEmpty();
    }
}
