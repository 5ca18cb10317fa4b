package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.daemon.rules.CameraRules;
import io.maskgate.daemon.rules.RuleSettings;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Builds what belongs to a camera: its board, its tracker and rules, and the keeper of its thread. Thread-safe. */
final class Places {
    private final CameraSystem.Parts parts;
    private final CameraSystem.Opening opening;
    private final Shared shared;
    private final OpenGate gate;
    private final FrameCopies copies = new FrameCopies();
    private final AtomicInteger placed = new AtomicInteger();

    /** What all cameras share. */
    record Shared(
            FrameExchange exchange,
            SharedWait news,
            StageTimer timer,
            Supplier<ModelInUse> model,
            Supplier<Optional<SecondLook>> secondLook) {}

    Places(CameraSystem.Parts parts, CameraSystem.Opening opening, Shared shared) {
        this.parts = parts;
        this.opening = opening;
        this.shared = shared;
        this.gate = new OpenGate(parts.limits().opensAtOnce(), parts.limits().openHeld());
    }

    /**
     * How a camera of so many is opened.
     *
     * @throws VideoException when the camera's address cannot be used; the configuration check says the same
     */
    VideoSpec spec(GatewayConfig.Camera camera, int cameras) throws VideoException {
        // With a thread for each core, more of them only get in each other's way.
        boolean crowd = cameras >= Runtime.getRuntime().availableProcessors();
        return StreamSpecs.detection(camera, crowd ? 1 : VideoSpec.AUTO);
    }

    CameraRules rules(GatewayConfig.Camera camera) {
        return new CameraRules(parts.config().gateway(), camera.id(), settings(camera), parts.ids());
    }

    RuleSettings settings(GatewayConfig.Camera camera) {
        return RuleSettings.of(camera, parts.config().timeZone().orElseGet(ZoneId::systemDefault));
    }

    /** A camera that is switched off until its keeper is told otherwise. */
    Place place(GatewayConfig.Camera camera, VideoSpec spec, CameraRules rules) {
        var config = parts.config();
        var board =
                new CameraBoard(camera.id(), spec.url().redacted(), parts.clock(), parts.metrics(), parts.listener());
        var source = new FaceTracking.Source(
                config.gateway(), camera.id(), shared.model.get().info().tag());
        var tracking = new FaceTracking(
                source,
                config.tracking(),
                config.model().threshold(),
                parts.ids(),
                spec.sampling().longestGap());
        var watchfulness = new Watchfulness(camera.decode());
        var faces = new TrackedCamera(
                camera.id(),
                board,
                tracking,
                rules,
                parts.wall(),
                shared.news,
                parts.metrics(),
                watchfulness,
                parts.album());
        var around = around(faces, watchfulness);
        CameraKeeper.Lives lives = (pen, firstWait) ->
                new CameraWorker(camera, spec, opening.of(camera, spec), around, pen, backoff(), firstWait);
        var keeper = new CameraKeeper(camera.id(), board, faces, parts.limits(), lives, backoff());
        return new Place(camera, board, keeper, faces);
    }

    private CameraWorker.Surroundings around(TrackedCamera faces, Watchfulness watchfulness) {
        return new CameraWorker.Surroundings(
                gate,
                shared.exchange,
                shared.model,
                shared.secondLook,
                parts.tap(),
                parts.album(),
                copies,
                faces::views,
                faces.looks(),
                CameraSystem.cover(parts.config().privacy().faces()),
                watchfulness,
                Pacer.phase(placed.getAndIncrement()),
                parts.clock(),
                shared.timer,
                parts.limits());
    }

    private Backoff backoff() {
        return new Backoff(parts.limits().firstRetry(), parts.limits().lastRetry(), parts.random());
    }
}
