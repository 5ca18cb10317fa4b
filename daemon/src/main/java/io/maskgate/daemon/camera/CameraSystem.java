package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.daemon.rules.CameraRules;
import io.maskgate.daemon.rules.RuleSettings;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
            ModelInUse model,
            CameraListener listener,
            PictureTap tap,
            Album album,
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

    /** A camera and what keeps it. */
    private record Place(GatewayConfig.Camera camera, CameraBoard board, CameraKeeper keeper, TrackedCamera faces) {}

    /** A camera that leaves has so long to end its thread, and the inference thread as long to end its tracks. */
    private static final Duration LEAVING = Duration.ofSeconds(2);
    /** The supervisor comes round each second; after so long it never will. */
    private static final Duration SUPERVISOR_SILENT = Duration.ofSeconds(20);

    private final Parts parts;
    private final Opening opening;
    private final FrameCopies copies = new FrameCopies();
    private final OpenGate gate;
    private final StageTimer timer;
    private final FrameExchange exchange = new FrameExchange();
    private final Map<String, TrackedCamera> tracked = new ConcurrentHashMap<>();
    private final ReentrantLock changing = new ReentrantLock();
    /** In order of configuration; replaced as a whole. */
    private volatile Map<String, Place> places;

    private volatile ModelInUse model;
    private volatile Optional<SecondLook> secondLook = Optional.empty();

    private volatile long supervised = Long.MAX_VALUE;
    private final InferenceLoop inference;
    private final Thread inferenceThread;
    private final Thread supervisor;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean fatalTold;

    /** @throws VideoException when a camera's address cannot be used; the configuration check says the same */
    public CameraSystem(Parts parts) throws VideoException {
        this(parts, opening(parts.clock()));
    }

    private static Opening opening(MediaClock clock) {
        var hardware = HardwareDecoders.ofThisMachine();
        var software = HardwareDecoders.none();
        return (camera, spec) -> {
            boolean auto = camera.decode().decoder() == GatewayConfig.DecoderChoice.AUTO;
            return cancellation -> FfmpegStream.open(spec, clock, cancellation, auto ? hardware : software);
        };
    }

    CameraSystem(Parts parts, Opening opening) throws VideoException {
        this.parts = parts;
        this.model = parts.model();
        this.opening = opening;
        var limits = parts.limits();
        model.images().resize(images(parts.config().cameras().size()));
        gate = new OpenGate(limits.opensAtOnce(), limits.openHeld());
        timer = new StageTimer(parts.metrics());
        var first = new LinkedHashMap<String, Place>();
        for (var camera : parts.config().cameras()) {
            var place = place(camera, spec(camera), rules(camera));
            first.put(camera.id(), place);
            tracked.put(camera.id(), place.faces);
        }
        places = Collections.unmodifiableMap(first);
        inference = new InferenceLoop(tracked, exchange, () -> secondLook, limits, parts.clock(), timer);
        inferenceThread = Thread.ofPlatform().name("inference").daemon().unstarted(inference);
        supervisor = Thread.ofPlatform().name("camera-supervisor").daemon().unstarted(this::supervise);
    }

    private CameraRules rules(GatewayConfig.Camera camera) {
        return new CameraRules(parts.config().gateway(), camera.id(), settings(camera), parts.ids());
    }

    private RuleSettings settings(GatewayConfig.Camera camera) {
        return RuleSettings.of(camera, parts.config().timeZone().orElseGet(ZoneId::systemDefault));
    }

    private Place place(GatewayConfig.Camera camera, VideoSpec spec, CameraRules rules) {
        var config = parts.config();
        var board =
                new CameraBoard(camera.id(), spec.url().redacted(), parts.clock(), parts.metrics(), parts.listener());
        var source = new FaceTracking.Source(
                config.gateway(), camera.id(), model.info().tag());
        var tracking =
                new FaceTracking(source, config.tracking(), config.model().threshold(), parts.ids());
        var watchfulness = new Watchfulness(camera.decode());
        var faces = new TrackedCamera(
                camera.id(),
                board,
                tracking,
                rules,
                parts.wall(),
                parts.listener(),
                parts.metrics(),
                watchfulness,
                parts.album());
        var around = new CameraWorker.Surroundings(
                gate,
                exchange,
                () -> model,
                () -> secondLook,
                parts.tap(),
                parts.album(),
                copies,
                faces::views,
                faces.looks(),
                cover(config.privacy().faces()),
                watchfulness,
                parts.clock(),
                timer,
                parts.limits());
        CameraKeeper.Lives lives = (pen, firstWait) ->
                new CameraWorker(camera, spec, opening.of(camera, spec), around, pen, backoff(), firstWait);
        var keeper = new CameraKeeper(camera.id(), board, faces, parts.limits(), lives, backoff());
        return new Place(camera, board, keeper, faces);
    }

    /** Those who may see faces ask for pictures that are not covered. */
    public static FaceCover cover(PrivacyKeys.FaceStyle style) {
        return style == PrivacyKeys.FaceStyle.PIXELATE ? FaceCover.PIXELATE : FaceCover.BLUR;
    }

    private Backoff backoff() {
        return new Backoff(parts.limits().firstRetry(), parts.limits().lastRetry(), parts.random());
    }

    private VideoSpec spec(GatewayConfig.Camera camera) throws VideoException {
        // With a thread for each core, more of them only get in each other's way.
        boolean crowd = parts.config().cameras().size() >= Runtime.getRuntime().availableProcessors();
        return StreamSpecs.detection(camera, crowd ? 1 : VideoSpec.AUTO);
    }

    /** Starts all threads; returns at once. */
    public void start() {
        inferenceThread.start();
        long spread = parts.limits().startSpread().toNanos();
        boolean crowd = places.size() > parts.limits().opensAtOnce();
        for (var place : places.values()) {
            var wait = crowd ? Duration.ofNanos(parts.random().nextLong(spread + 1)) : Duration.ZERO;
            place.keeper.enable(place.camera.enabled(), wait);
        }
        supervised = parts.clock().nanos();
        supervisor.start();
    }

    private Optional<CameraKeeper> keeper(String id) {
        return Optional.ofNullable(places.get(id)).map(Place::keeper);
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

    /**
     * Goes over to another list of cameras. Those that did not change keep connection, tracks and what they were switched
     * to meanwhile; a changed one ends its tracks and connects anew.
     *
     * @throws VideoException when an address cannot be used; nothing has changed then
     */
    public CameraChanges change(List<GatewayConfig.Camera> cameras) throws VideoException, InterruptedException {
        Map<String, VideoSpec> specs = new HashMap<>();
        for (var camera : cameras) {
            specs.put(camera.id(), spec(camera));
        }
        changing.lockInterruptibly();
        try {
            var before = places;
            var changes = CameraChanges.between(
                    before.values().stream().map(Place::camera).toList(), cameras);
            if (stopped.getCount() == 0) {
                return changes;
            }
            for (var id : changes.removed()) {
                before.get(id).faces.leaveForGood();
                leave(before.get(id)).removed();
            }
            for (var id : changes.changed()) {
                leave(before.get(id));
            }
            var begun = new ArrayList<Place>();
            var after = new LinkedHashMap<String, Place>();
            for (var camera : cameras) {
                var old = before.get(camera.id());
                boolean anew = old == null || changes.changed().contains(camera.id());
                // An alarm, the history and the rate of a camera that connects anew go on.
                var place = anew
                        ? place(camera, specs.get(camera.id()), old == null ? rules(camera) : old.faces.rules())
                        : new Place(camera, old.board, old.keeper, old.faces);
                if (old != null && !old.camera.equals(camera)) {
                    place.faces.follow(settings(camera));
                }
                after.put(camera.id(), place);
                if (anew) {
                    begun.add(place);
                }
            }
            places = Collections.unmodifiableMap(after);
            model.images().resize(images(after.size()));
            begun.forEach(place -> {
                tracked.put(place.camera.id(), place.faces);
                place.keeper.enable(place.camera.enabled(), Duration.ZERO);
            });
            changes.switched()
                    .forEach(id ->
                            after.get(id).keeper.enable(after.get(id).camera.enabled(), Duration.ZERO));
            return changes;
        } finally {
            changing.unlock();
        }
    }

    /** Each camera may have one image waiting; some scale, and a batch is in work. */
    private int images(int cameras) {
        return cameras
                + Math.min(cameras, SCALING)
                + Math.min(cameras, parts.limits().batch());
    }

    /** The model that looks at the frames that are scaled now. */
    public ModelInUse model() {
        return model;
    }

    /** Gives frames to a second model as well, until it {@linkplain SecondLook#end ends} or another takes its place. */
    public void compare(Optional<SecondLook> second) {
        secondLook = second;
    }

    /**
     * From each camera's next frame on, this model looks. Tracks go on; the model before still looks at what was scaled
     * for it, and needs no memory for images after that.
     *
     * @throws OutOfMemoryError when there is no room for its images; nothing has changed then
     */
    public void use(ModelInUse next) {
        changing.lock();
        try {
            var before = model;
            try {
                next.images().resize(images(places.size()));
            } catch (OutOfMemoryError e) {
                next.images().resize(0);
                throw e;
            }
            model = next;
            if (before != next) {
                before.images().resize(0);
            }
        } finally {
            changing.unlock();
        }
    }

    /** Ends the camera's thread and tracks; its frames that still wait find nobody. */
    private CameraBoard leave(Place place) throws InterruptedException {
        place.keeper.stop();
        place.board.end(CameraState.OFFLINE, CameraBoard.CONNECTING);
        place.keeper.join(LEAVING);
        if (!place.faces.requestFinish().await(LEAVING.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "camera {0}: the inference thread does not come round; its tracks stay open",
                    place.camera.id());
        }
        tracked.remove(place.camera.id(), place.faces);
        return place.board;
    }

    /**
     * Goes on with alarms an earlier process began; before {@link #start}.
     *
     * @return those that have no place here any more
     */
    public List<AlarmEvent> resume(List<AlarmEvent> begun) {
        return begun.stream()
                .filter(alarm -> {
                    var place = places.get(alarm.camera());
                    return place == null || !place.faces.rules().resume(alarm);
                })
                .toList();
    }

    /** What a camera's rules know; empty when there is none of this id. */
    public Optional<CameraRules> rules(String id) {
        return Optional.ofNullable(places.get(id)).map(place -> place.faces.rules());
    }

    /** The configuration of a camera as it is now. */
    public Optional<GatewayConfig.Camera> camera(String id) {
        return Optional.ofNullable(places.get(id)).map(Place::camera);
    }

    public boolean has(String id) {
        return places.containsKey(id);
    }

    /** All cameras in order of configuration. */
    public List<CameraStatus> statuses() {
        return places.values().stream().map(place -> place.keeper.status()).toList();
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
                .or(() -> supervisorFault(now))
                .or(() -> places.values().stream()
                        .map(place -> place.keeper.fatal(now))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private Optional<String> supervisorFault(long now) {
        long last = supervised;
        return last != Long.MAX_VALUE && now - last > SUPERVISOR_SILENT.toNanos()
                ? Optional.of("the thread that looks after the cameras does not come round")
                : Optional.empty();
    }

    private void supervise() {
        try {
            while (!stopped.await(parts.limits().check().toNanos(), TimeUnit.NANOSECONDS)) {
                long now = parts.clock().nanos();
                places.forEach((id, place) -> check(id, place.keeper, now));
                supervised = now;
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
        supervised = Long.MAX_VALUE;
        places.values().forEach(place -> place.keeper.stop());
        inference.stop();
        if (inferenceThread.isAlive() && !inferenceThread.join(left(until))) {
            LOG.log(System.Logger.Level.WARNING, "the inference thread does not end; its tracks stay open");
        }
        for (var place : places.values()) {
            place.keeper.join(left(until));
        }
        return !inferenceThread.isAlive();
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
    }
}
