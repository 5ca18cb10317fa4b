package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Sampling;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All cameras and the inference thread. Frames go from a camera's thread through the {@link FrameExchange} to the
 * inference thread, which tracks and tells the listener. Thread-safe.
 */
public final class CameraSystem {
    private static final System.Logger LOG = System.getLogger(CameraSystem.class.getName());
    /** Cameras that scale at the same moment; more than there are processors gain nothing. */
    private static final int SCALING = 8;

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

    /** How a camera's stream is opened; a seam. */
    interface Opening {
        CameraStream.Opener of(GatewayConfig.Camera camera, VideoSpec spec);
    }

    private final Parts parts;
    private final Opening opening;
    private final InputPool pool;
    private final OpenGate gate;
    private final StageTimer timer;
    private final FrameExchange exchange = new FrameExchange();
    private final Map<String, CameraKeeper> keepers = new LinkedHashMap<>();
    private final Map<String, TrackedCamera> tracked = new LinkedHashMap<>();
    private final InferenceLoop inference;
    private final Thread inferenceThread;
    private final Thread supervisor;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean fatalTold;

    /** @throws VideoException when a camera's address cannot be used; the configuration check says the same */
    public CameraSystem(Parts parts) throws VideoException {
        this(parts, parts.detector().model(), parts.detector()::detect, opening(parts.clock()));
    }

    private static Opening opening(MediaClock clock) {
        var hardware = HardwareDecoders.ofThisMachine();
        var software = HardwareDecoders.none();
        return (camera, spec) -> {
            boolean auto = camera.decode().decoder() == GatewayConfig.DecoderChoice.AUTO;
            return cancellation -> FfmpegStream.open(spec, clock, cancellation, auto ? hardware : software);
        };
    }

    CameraSystem(Parts parts, ModelInfo model, FaceFinder finder, Opening opening) throws VideoException {
        this.parts = parts;
        this.opening = opening;
        var limits = parts.limits();
        int cameras = parts.config().cameras().size();
        // Each camera may have one image waiting; some scale, and a batch is in work.
        int images = cameras + Math.min(cameras, SCALING) + Math.min(cameras, limits.batch());
        pool = new InputPool(images, model.width(), model.height());
        gate = new OpenGate(limits.opensAtOnce(), limits.openHeld());
        timer = new StageTimer(parts.metrics());
        for (var camera : parts.config().cameras()) {
            add(camera, model);
        }
        inference = new InferenceLoop(finder, tracked, exchange, limits, parts.clock(), timer);
        inferenceThread = Thread.ofPlatform().name("inference").daemon().unstarted(inference);
        supervisor = Thread.ofPlatform().name("camera-supervisor").daemon().unstarted(this::supervise);
    }

    private void add(GatewayConfig.Camera camera, ModelInfo model) throws VideoException {
        var config = parts.config();
        var spec = spec(camera);
        var board =
                new CameraBoard(camera.id(), spec.url().redacted(), parts.wall(), parts.metrics(), parts.listener());
        var source = new FaceTracking.Source(config.gateway(), camera.id(), model.tag());
        var tracking =
                new FaceTracking(source, config.tracking(), config.model().threshold(), parts.ids());
        var watchfulness = new Watchfulness(camera.decode());
        var faces = new TrackedCamera(camera.id(), board, tracking, parts.listener(), parts.metrics(), watchfulness);
        tracked.put(camera.id(), faces);
        var around = new CameraWorker.Surroundings(
                gate,
                exchange,
                pool,
                parts.tap(),
                faces::views,
                watchfulness,
                model.width(),
                parts.clock(),
                timer,
                parts.limits());
        CameraKeeper.Lives lives = (pen, firstWait) ->
                new CameraWorker(camera, spec, opening.of(camera, spec), around, pen, backoff(), firstWait);
        keepers.put(camera.id(), new CameraKeeper(camera.id(), board, faces, parts.limits(), lives, backoff()));
    }

    private Backoff backoff() {
        return new Backoff(parts.limits().firstRetry(), parts.limits().lastRetry(), parts.random());
    }

    private VideoSpec spec(GatewayConfig.Camera camera) throws VideoException {
        var transport = switch (camera.transport()) {
            case TCP -> Transport.TCP;
            case UDP -> Transport.UDP;
        };
        // With a thread for each core, more of them only get in each other's way.
        boolean crowd = parts.config().cameras().size() >= Runtime.getRuntime().availableProcessors();
        var floor = Duration.ofNanos(Math.round(1e9 / camera.decode().floor()));
        return VideoSpec.of(VideoUrl.parse(camera.detectionUrl().reveal()))
                .withTransport(transport)
                .withTimeouts(camera.connectTimeout(), camera.stallAfter())
                .withDecodeThreads(crowd ? 1 : VideoSpec.AUTO)
                .withSampling(new Sampling(camera.rate(), floor));
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

    /**
     * Switches a camera; false when there is none of this id. Holds until the process ends: after a restart the
     * configuration decides again.
     */
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
        return inference.fatal().or(inference::fault);
    }

    /** Why this process must be restarted; empty while it can go on. */
    public Optional<String> fatal() {
        long now = parts.clock().nanos();
        return inference
                .fatal()
                .or(() -> keepers.values().stream()
                        .map(keeper -> keeper.fatal(now))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private void supervise() {
        try {
            while (!stopped.await(parts.limits().check().toNanos(), TimeUnit.NANOSECONDS)) {
                long now = parts.clock().nanos();
                keepers.forEach((id, keeper) -> check(id, keeper, now));
                tellFatal();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Even when no thread can be made now, the other cameras are looked after, and this one again next time. */
    private static void check(String id, CameraKeeper keeper, long now) {
        try {
            keeper.check(now);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, "camera " + id + ": its thread cannot be looked after", e);
        }
    }

    private void tellFatal() {
        var reason = fatal();
        if (reason.isPresent() && !fatalTold) {
            LOG.log(System.Logger.Level.ERROR, "this process must be restarted: {0}", reason.get());
        }
        fatalTold = reason.isPresent();
    }

    /**
     * Stops within the time: cameras first, then the end events of open tracks reach the listener.
     *
     * @return whether the inference thread has ended, so that the detector may be closed
     */
    public boolean stop(Duration deadline) throws InterruptedException {
        long until = System.nanoTime() + deadline.toNanos();
        stopped.countDown();
        keepers.values().forEach(CameraKeeper::stop);
        inference.stop();
        if (inferenceThread.isAlive() && !inferenceThread.join(left(until))) {
            LOG.log(System.Logger.Level.WARNING, "the inference thread does not end; its tracks stay open");
        }
        for (var keeper : keepers.values()) {
            keeper.join(left(until));
        }
        return !inferenceThread.isAlive();
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
    }
}
