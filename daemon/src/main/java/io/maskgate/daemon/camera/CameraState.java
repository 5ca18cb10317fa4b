package io.maskgate.daemon.camera;

import java.util.Locale;

/** What a camera's availability topic says. */
public enum CameraState {
    /** Decoded frames arrive. */
    ONLINE,
    /** Connected, but no decoded frame for the configured time. */
    STALLED,
    /** Not connected; the reason stands in {@link CameraStatus#reason()}. */
    OFFLINE,
    /** Switched off by configuration or command. */
    DISABLED;

    /** The retained payload. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
