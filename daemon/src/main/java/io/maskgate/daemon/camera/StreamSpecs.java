package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Secret;
import io.maskgate.hw.video.Sampling;
import io.maskgate.hw.video.Transport;
import io.maskgate.hw.video.Trust;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.time.Duration;

/** How a camera's streams are opened. */
public final class StreamSpecs {
    /** No picture between two key frames. */
    private static final Duration KEY_FRAMES_ALONE = Duration.ofDays(1);

    private StreamSpecs() {}

    /** The stream that is looked at. */
    static VideoSpec detection(GatewayConfig.Camera camera, int decodeThreads) throws VideoException {
        var floor = Duration.ofNanos(Math.round(1e9 / camera.decode().floor()));
        return spec(camera, camera.detectionUrl(), decodeThreads).withSampling(new Sampling(camera.rate(), floor));
    }

    /** The main stream, of which key frames suffice. */
    public static VideoSpec main(GatewayConfig.Camera camera) throws VideoException {
        return spec(camera, camera.url(), VideoSpec.AUTO).withSampling(new Sampling(0, KEY_FRAMES_ALONE));
    }

    private static VideoSpec spec(GatewayConfig.Camera camera, Secret url, int decodeThreads) throws VideoException {
        var transport = switch (camera.transport()) {
            case TCP -> Transport.TCP;
            case UDP -> Transport.UDP;
        };
        return VideoSpec.of(VideoUrl.parse(url.reveal()).hiding(url.filledIn()))
                .withTransport(transport)
                .withTimeouts(camera.connectTimeout(), camera.stallAfter())
                .withDecodeThreads(decodeThreads)
                .withTrust(trust(camera.tls()));
    }

    /** Who is taken for the camera. */
    public static Trust trust(GatewayConfig.CameraTls tls) {
        return tls.fingerprint()
                .<Trust>map(Trust.Pinned::new)
                .or(() -> tls.ca().map(Trust.Authority::new))
                .orElseGet(Trust.Anyone::new);
    }
}
