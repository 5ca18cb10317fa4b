package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.hw.video.Attention;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchfulnessTest {
    private static final long SECOND = 1_000_000_000L;

    private static Watchfulness of(GatewayConfig.Policy policy) {
        return new Watchfulness(new GatewayConfig.Decode(
                policy,
                0.5,
                Duration.ofSeconds(5),
                GatewayConfig.DecoderChoice.SOFTWARE,
                GatewayConfig.LoopFilter.WATCHED));
    }

    @Test
    void adaptiveLooksCloserFromTheFirstFaceOnAndBackAfterAQuietTime() {
        var watchfulness = of(GatewayConfig.Policy.ADAPTIVE);
        assertThat(watchfulness.at(-SECOND, Optional.empty())).isEqualTo(Attention.SPARSE);
        watchfulness.face(0);
        assertThat(watchfulness.at(1, Optional.empty())).isEqualTo(Attention.ENOUGH);
        watchfulness.face(3 * SECOND);
        assertThat(watchfulness.at(8 * SECOND, Optional.empty())).isEqualTo(Attention.ENOUGH);
        assertThat(watchfulness.at(8 * SECOND + 1, Optional.empty())).isEqualTo(Attention.SPARSE);
    }

    @Test
    void onlyAnAdaptiveCameraWaitsForSomebodyToCome() {
        var watchfulness = of(GatewayConfig.Policy.ADAPTIVE);
        assertThat(watchfulness.waits(0)).isTrue();
        watchfulness.face(0);
        assertThat(watchfulness.waits(5 * SECOND)).isFalse();
        assertThat(watchfulness.waits(5 * SECOND + 1)).isTrue();
        assertThat(of(GatewayConfig.Policy.ALL).waits(0)).isFalse();
        assertThat(of(GatewayConfig.Policy.KEYFRAMES).waits(0)).isFalse();
    }

    @Test
    void whoWatchesSeesEveryPictureUnlessKeyFramesAreAllThereIs() {
        assertThat(of(GatewayConfig.Policy.ADAPTIVE).at(0, Optional.of(Faces.SHOWN)))
                .isEqualTo(Attention.EVERY);
        assertThat(of(GatewayConfig.Policy.ALL).at(0, Optional.of(Faces.SHOWN))).isEqualTo(Attention.EVERY);
        assertThat(of(GatewayConfig.Policy.ALL).at(0, Optional.empty())).isEqualTo(Attention.ENOUGH);
        var keyframes = of(GatewayConfig.Policy.KEYFRAMES);
        keyframes.face(0);
        assertThat(keyframes.at(0, Optional.of(Faces.SHOWN))).isEqualTo(Attention.SPARSE);
    }

    @Test
    void whoWatchesCoveredFacesSeesWhatIsLookedAt() {
        var covered = Optional.of(Faces.COVERED);
        assertThat(of(GatewayConfig.Policy.ALL).at(0, covered)).isEqualTo(Attention.ENOUGH);
        assertThat(of(GatewayConfig.Policy.ADAPTIVE).at(0, covered)).isEqualTo(Attention.ENOUGH);
        assertThat(of(GatewayConfig.Policy.KEYFRAMES).at(0, covered)).isEqualTo(Attention.SPARSE);
    }
}
