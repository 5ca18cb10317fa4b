package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.hw.video.Attention;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How closely one camera is looked at, by its policy: adaptive looks at key frames until a face is found, then at
 * everything, and back after a quiet time. Somebody who watches faces that are shown wants every picture; covered ones there are of what
 * the detector looks at alone. Written by the inference thread, read
 * by the camera's.
 */
final class Watchfulness {
    private static final long NEVER = Long.MIN_VALUE;

    private final GatewayConfig.Policy policy;
    private final long quietNanos;
    private final AtomicLong lastFace = new AtomicLong(NEVER);

    Watchfulness(GatewayConfig.Decode config) {
        policy = config.policy();
        quietNanos = config.quietAfter().toNanos();
    }

    /** A face is in view, or was a moment ago. */
    void face(long nanos) {
        lastFace.set(nanos);
    }

    /** Whether this camera's policy has it look for somebody to come, and nobody is there. */
    boolean waits(long nanos) {
        return policy == GatewayConfig.Policy.ADAPTIVE && !busy(nanos);
    }

    private boolean busy(long nanos) {
        long last = lastFace.get();
        return last != NEVER && nanos - last <= quietNanos;
    }

    /** @param watched what somebody sees of this camera; shown faces where both are */
    Attention at(long nanos, Optional<Faces> watched) {
        boolean shown = watched.filter(Faces.SHOWN::equals).isPresent();
        return switch (policy) {
            case ALL -> shown ? Attention.EVERY : Attention.ENOUGH;
            case KEYFRAMES -> Attention.SPARSE;
            case ADAPTIVE ->
                shown ? Attention.EVERY : watched.isPresent() || busy(nanos) ? Attention.ENOUGH : Attention.SPARSE;
        };
    }
}
