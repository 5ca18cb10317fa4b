package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;

/** A camera as it is configured, and what keeps it. */
record Place(GatewayConfig.Camera camera, CameraBoard board, CameraKeeper keeper, TrackedCamera faces) {
    String id() {
        return camera.id();
    }

    /** The same under a configuration that leaves its connection alone. */
    Place configured(GatewayConfig.Camera next) {
        return new Place(next, board, keeper, faces);
    }
}
