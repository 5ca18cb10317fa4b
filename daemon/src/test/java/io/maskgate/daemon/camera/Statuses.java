package io.maskgate.daemon.camera;

import java.time.Instant;
import java.util.Optional;

/** States of cameras for tests that ask for no numbers. */
public final class Statuses {
    private Statuses() {}

    public static CameraStatus of(String camera, CameraState state, Instant since) {
        return new CameraStatus(
                camera,
                state,
                "",
                since,
                Optional.empty(),
                "rtsp://camera/",
                "h264",
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                FaceCounts.NONE,
                CameraStatus.Decoding.NONE,
                CameraStatus.Trouble.NONE);
    }
}
