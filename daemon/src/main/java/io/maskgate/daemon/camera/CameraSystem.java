package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Transport;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All cameras and the inference thread. Frames go from a camera's thread through the {@link FrameExchange} to the
 * inference thread, which tracks and tells the listener.
 */
public final class CameraSystem {
    private static final System.Logger LOG = System.getLogger(CameraSystem.class.getName());
    /** A camera holds one image while it scales and one waits; the batch in work holds the rest. */
    private static final int IMAGES_PER_CAMERA = 2;

    /** What the system is built from. */
    public record Parts(
            GatewayConfig config,
            Detector detector,
            CameraListener listener,
            PictureTap tap,
            GatewayMetrics metrics,
            Supplier<UUID> ids,
            Clock wall,
            MediaClock clock,
            RandomGenerator random,
            CameraLimits limits) {}

    private final Parts parts;
    private final FrameExchange exchange = new FrameExchange();
    private final Map<String, CameraKeeper> keepers = new LinkedHashMap<>();
    private final Map<String, TrackedCamera> tracked = new LinkedHashMap<>();
    private final InferenceLoop inference;
    private final Thread inferenceThread;
    private final Thread supervisor;

    /** @throws VideoException when a camera's address cannot be used; the configuration check says the same */
    public CameraSystem(Parts parts) throws VideoException {
        this.parts = parts;
        var config = parts.config();
        var limits = parts.limits();
        var model = parts.detector().model();
        int images = config.cameras().size() * IMAGES_PER_CAMERA + limits.batch();
        var pool = new InputPool(images, model.width(), model.height());
        var gate = new OpenGate(limits.opensAtOnce());
        var timer = new StageTimer(parts.metrics());
        for (var camera : config.cameras()) {
            var spec = spec(camera);
            var board = new CameraBoard(
                    camera.id(), spec.url().redacted(), parts.wall(), parts.metrics(), parts.listener());
            var source = new FaceTracking.Source(config.gateway(), camera.id(), model.tag());
            var tracking =
                    new FaceTracking(source, config.tracking(), config.model().threshold(), parts.ids());
            var faces = new TrackedCamera(camera.id(), board, tracking, parts.listener(), parts.metrics());
            tracked.put(camera.id(), faces);
            var around = new CameraWorker.Surroundings(
                    board, gate, exchange, pool, parts.tap(), faces::views, parts.clock(), timer);
            keepers.put(
                    camera.id(),
                    new CameraKeeper(camera.id(), board, faces, limits, wait -> worker(camera, spec, around, wait)));
        }
        inference = new InferenceLoop(parts.detector(), tracked, exchange, limits, parts.clock(), timer);
        inferenceThread = Thread.ofPlatform().name("inference").daemon().unstarted(inference);
        supervisor = Thread.ofVirtual().name("camera-supervisor").unstarted(this::supervise);
    }

    private static VideoSpec spec(GatewayConfig.Camera camera) throws VideoException {
        var transport = switch (camera.transport()) {
            case TCP -> Transport.TCP;
            case UDP -> Transport.UDP;
        };
        return VideoSpec.of(VideoUrl.parse(camera.url().reveal()))
                .withTransport(transport)
                .withTimeouts(camera.connectTimeout(), camera.stallAfter());
    }

    private CameraWorker worker(
            GatewayConfig.Camera camera, VideoSpec spec, CameraWorker.Surroundings around, Duration firstWait) {
        var limits = parts.limits();
        var backoff = new Backoff(limits.firstRetry(), limits.lastRetry(), parts.random());
        return new CameraWorker(camera, spec, around, backoff, firstWait, limits.steadyAfter());
    }

    /** Starts all threads; returns at once. */
    public void start() {
        inferenceThread.start();
        long spread = parts.limits().startSpread().toNanos();
        boolean crowd = keepers.size() > parts.limits().opensAtOnce();
        for (var camera : parts.config().cameras()) {
            var wait = crowd ? Duration.ofNanos(parts.random().nextLong(spread + 1)) : Duration.ZERO;
            keeper(camera.id()).ifPresent(keeper -> keeper.enable(camera.enabled(), wait));
        }
        supervisor.start();
    }

    private Optional<CameraKeeper> keeper(String id) {
        return Optional.ofNullable(keepers.get(id));
    }

    /** Switches a camera; false when there is none of this id. */
    public boolean setEnabled(String id, boolean enabled) {
        var keeper = keeper(id);
        keeper.ifPresent(k -> k.enable(enabled, Duration.ZERO));
        return keeper.isPresent();
    }

    public boolean has(String id) {
        return keepers.containsKey(id);
    }

    /** All cameras in order of configuration. */
    public List<CameraStatus> statuses() {
        return keepers.values().stream().map(CameraKeeper::status).toList();
    }

    /** Why inference does not work; empty while it does. */
    public Optional<String> inferenceFault() {
        return inference.fault();
    }

    /** Why this process must be restarted; empty while it can go on. */
    public Optional<String> fatal() {
        if (inference
                .watch()
                .overdue(parts.clock().nanos(), parts.limits().grace().toNanos())) {
            return Optional.of("the inference thread is stuck in a native call");
        }
        return keepers.values().stream()
                .map(CameraKeeper::fatal)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private void supervise() {
        try {
            while (!inferenceThread.join(Duration.ofSeconds(1))) {
                long now = parts.clock().nanos();
                keepers.values().forEach(keeper -> keeper.check(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops within the time: cameras first, then the end events of open tracks reach the listener. */
    public void stop(Duration deadline) throws InterruptedException {
        long until = System.nanoTime() + deadline.toNanos();
        keepers.values().forEach(CameraKeeper::stop);
        inference.stop();
        if (inferenceThread.isAlive() && !inferenceThread.join(left(until))) {
            LOG.log(System.Logger.Level.WARNING, "the inference thread does not end; its tracks stay open");
        }
        for (var keeper : keepers.values()) {
            keeper.join(left(until));
        }
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
    }
}
