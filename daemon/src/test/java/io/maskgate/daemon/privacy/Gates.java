package io.maskgate.daemon.privacy;

import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.config.PrivacyKeys.FaceStyle;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import java.time.Duration;

/** Gates for tests. */
public final class Gates {
    private Gates() {}

    public static PrivacyKeys.Privacy config(PrivacyMode mode) {
        return config(mode, 0);
    }

    static PrivacyKeys.Privacy config(PrivacyMode mode, int k) {
        return config(mode, k, Duration.ofMinutes(20));
    }

    static PrivacyKeys.Privacy config(PrivacyMode mode, int k, Duration interval) {
        return new PrivacyKeys.Privacy(mode, interval, k, FaceStyle.BLUR);
    }

    /** The usual mode. */
    public static PrivacyGate events(boolean preview) {
        return of(PrivacyMode.EVENTS, preview);
    }

    public static PrivacyGate of(PrivacyMode mode, boolean preview) {
        return new PrivacyGate(config(mode), preview);
    }
}
