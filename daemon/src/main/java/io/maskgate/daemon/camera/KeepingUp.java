package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.hw.video.Read;

/**
 * Says once a connection that this machine is too slow for what the camera sends. Not at the first time: it may have been
 * busy with something else for a moment. Belongs to the camera's thread.
 */
final class KeepingUp {
    private static final System.Logger LOG = System.getLogger(KeepingUp.class.getName());
    private static final String BEHIND = FfmpegStream.text(Read.Loss.BEHIND);
    private static final int TOO_OFTEN = 2;

    private final GatewayConfig.Camera config;
    private boolean leaving;
    private int times;
    private long left;

    KeepingUp(GatewayConfig.Camera config) {
        this.config = config;
    }

    void lost(String reason, int count) {
        if (reason.equals(BEHIND)) {
            times += leaving ? 0 : 1;
            leaving = true;
            left += count;
        }
    }

    void picture() {
        if (leaving && times == TOO_OFTEN) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "camera {0}: this machine decodes it more slowly than it sends, {1} pictures left out so far; name a"
                            + " smaller stream in detect-url, have the camera send fewer pictures a second{2}",
                    config.id(),
                    left,
                    mayDoWithLess() ? ", or set decode.policy: adaptive" : "");
        }
        leaving = false;
    }

    /** Whoever comes in while key frames alone are looked at is often not counted. */
    private boolean mayDoWithLess() {
        return config.decode().policy() == GatewayConfig.Policy.ALL
                && config.lines().isEmpty();
    }
}
