package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.rules.CameraRules;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    private final Parts parts;
    private final FrameExchange exchange = new FrameExchange();
    private final Places builder;
    private final Map<String, TrackedCamera> tracked = new ConcurrentHashMap<>();
    private final ReentrantLock changing = new ReentrantLock();
    /** In order of configuration; replaced as a whole. */
    private volatile Map<String, Place> places;

    private volatile ModelInUse model;
    private volatile Optional<SecondLook> secondLook = Optional.empty();

    private final InferenceLoop inference;
    private final Thread inferenceThread;
    private final Supervisor supervisor;
    private final Departures departures;

    /**
     * @param hardware decoders of cameras that do not ask for software
     * @throws VideoException when a camera's address cannot be used; the configuration check says the same
     */
    public CameraSystem(Parts parts, HardwareDecoders hardware) throws VideoException {
        this(parts, opening(parts.clock(), hardware));
    }

    private static Opening opening(MediaClock clock, HardwareDecoders hardware) {
        var software = HardwareDecoders.none();
        return (camera, spec) -> {
            boolean auto = camera.decode().decoder() == GatewayConfig.DecoderChoice.AUTO;
            return new FfmpegOpener(spec, clock, auto ? hardware : software);
        };
    }

    CameraSystem(Parts parts, Opening opening) throws VideoException {
        this.parts = parts;
        this.model = parts.model();
        var limits = parts.limits();
        model.images().resize(images(parts.config().cameras().size()));
        var timer = new StageTimer(parts.metrics());
        var news = new SharedWait(parts.listener(), parts.clock());
        builder = new Places(parts, opening, new Places.Shared(exchange, news, timer, () -> model, () -> secondLook));
        var first = new LinkedHashMap<String, Place>();
        for (var camera : parts.config().cameras()) {
            var spec = builder.spec(camera, parts.config().cameras().size());
            var place = builder.place(camera, spec, builder.rules(camera));
            first.put(camera.id(), place);
            tracked.put(camera.id(), place.faces());
        }
        places = Collections.unmodifiableMap(first);
        inference =
                new InferenceLoop(tracked, exchange, () -> model, () -> secondLook, limits, parts.clock(), timer, news);
        departures = new Departures(tracked, exchange, inference);
        inferenceThread = Thread.ofPlatform().name("inference").daemon().unstarted(inference);
        supervisor = new Supervisor(() -> places.values(), inference, parts.clock(), limits);
    }

    /** Those who may see faces ask for pictures that are not covered. */
    public static FaceCover cover(PrivacyKeys.FaceStyle style) {
        return style == PrivacyKeys.FaceStyle.PIXELATE ? FaceCover.PIXELATE : FaceCover.BLUR;
    }

    /** Starts all threads; returns at once. */
    public void start() {
        inferenceThread.start();
        long spread = parts.limits().startSpread().toNanos();
        boolean crowd = places.size() > parts.limits().opensAtOnce();
        for (var place : places.values()) {
            var wait = crowd ? Duration.ofNanos(parts.random().nextLong(spread + 1)) : Duration.ZERO;
            place.keeper().enableUnlessTold(place.camera().enabled(), wait);
        }
        supervisor.start();
    }

    private Optional<CameraKeeper> keeper(String id) {
        return Optional.ofNullable(places.get(id)).map(Place::keeper);
    }

    /**
     * Switches a camera; false when there is none of this id. Holds until the process ends, or a changed list switches it:
     * after a restart the configuration decides again.
     */
    public boolean setEnabled(String id, boolean enabled) {
        var told = Optional.<CameraKeeper>empty();
        var keeper = keeper(id);
        // A changed list may have replaced it meanwhile, and looked before it was told.
        while (keeper.isPresent() && !keeper.equals(told)) {
            keeper.get().enable(enabled, Duration.ZERO);
            told = keeper;
            keeper = keeper(id);
        }
        return keeper.isPresent();
    }

    private Map<String, VideoSpec> specs(List<GatewayConfig.Camera> cameras) throws VideoException {
        Map<String, VideoSpec> specs = new HashMap<>();
        for (var camera : cameras) {
            specs.put(camera.id(), builder.spec(camera, cameras.size()));
        }
        return specs;
    }

    /**
     * Goes over to another list of cameras. Those that did not change keep connection and tracks; a changed one ends its
     * tracks and connects anew. What they were switched to meanwhile stays, unless the list switches them.
     *
     * @throws VideoException when an address cannot be used; nothing has changed then
     * @throws OutOfMemoryError when there is no room for their images; nothing has changed then
     */
    public CameraChanges change(List<GatewayConfig.Camera> cameras) throws VideoException, InterruptedException {
        var specs = specs(cameras);
        changing.lockInterruptibly();
        try {
            var before = places;
            var changes = CameraChanges.between(
                    before.values().stream().map(Place::camera).toList(), cameras);
            if (supervisor.isStopped()) {
                return changes;
            }
            makeRoom(before.size(), cameras.size());
            var begins = Stream.concat(changes.added().stream(), changes.changed().stream())
                    .collect(Collectors.toSet());
            var removed = changes.removed().stream().map(before::get).toList();
            removed.forEach(place -> place.faces().leaveForGood());
            departures.leave(
                    Stream.concat(removed.stream(), changes.changed().stream().map(before::get))
                            .toList(),
                    Set.copyOf(changes.removed()));
            var after = after(cameras, specs, before, Set.copyOf(changes.changed()));
            places = Collections.unmodifiableMap(after);
            model.images().resize(images(after.size()));
            for (var place : after.values()) {
                boolean switched = changes.switched().contains(place.id());
                if (switched || begins.contains(place.id())) {
                    enable(place, isOn(place.camera(), before), switched);
                }
                // After its state: what the rules tell of one that was gone counts for nothing before that.
                tracked.put(place.id(), place.faces());
            }
            return changes;
        } finally {
            changing.unlock();
        }
    }

    /** One for whose thread there is no memory now keeps nothing from the others, and is tried again. */
    private static void enable(Place place, boolean on, boolean switched) {
        try {
            if (switched) {
                place.keeper().enable(on, Duration.ZERO);
            } else {
                // Since it has its place, somebody may have switched it.
                place.keeper().enableUnlessTold(on, Duration.ZERO);
            }
        } catch (OutOfMemoryError e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "camera {0}: no memory for its thread ({1}), it is tried again each second; allow the service more"
                            + " threads and memory (TasksMax=; maxPhysicalBytes with MemoryHigh= and MemoryMax=:"
                            + " systemd/README.md, How many cameras)",
                    place.id(),
                    e.getMessage());
        }
    }

    private static boolean isOn(GatewayConfig.Camera camera, Map<String, Place> before) {
        var old = before.get(camera.id());
        return old != null && old.camera().enabled() == camera.enabled()
                ? old.keeper().isEnabled()
                : camera.enabled();
    }

    /** Before anything else: with too little of it, what is there goes on. */
    private void makeRoom(int before, int after) {
        try {
            model.images().resize(images(Math.max(before, after)));
        } catch (RuntimeException | OutOfMemoryError e) {
            model.images().resize(images(before));
            throw e;
        }
    }

    private Map<String, Place> after(
            List<GatewayConfig.Camera> cameras,
            Map<String, VideoSpec> specs,
            Map<String, Place> before,
            Set<String> changed) {
        var after = new LinkedHashMap<String, Place>();
        for (var camera : cameras) {
            var old = before.get(camera.id());
            // An alarm, the history and the rate of a camera that connects anew go on.
            var rules = old == null ? builder.rules(camera) : old.faces().rules();
            var place = old == null || changed.contains(camera.id())
                    ? builder.place(camera, specs.get(camera.id()), rules)
                    : old.configured(camera);
            if (changed.contains(camera.id()) && !isOn(camera, before)) {
                // Before anybody sees it: it would seem to connect.
                place.keeper().enableUnlessTold(false, Duration.ZERO);
            }
            if (old != null && !old.camera().equals(camera)) {
                place.faces().follow(builder.settings(camera));
            }
            after.put(camera.id(), place);
        }
        return after;
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

    /**
     * Goes on with alarms an earlier process began; before {@link #start}.
     *
     * @return those that have no place here any more
     */
    public List<AlarmEvent> resume(List<AlarmEvent> begun) {
        return begun.stream()
                .filter(alarm -> {
                    var place = places.get(alarm.camera());
                    return place == null || !place.faces().rules().resume(alarm);
                })
                .toList();
    }

    /** What a camera's rules know; empty when there is none of this id. */
    public Optional<CameraRules> rules(String id) {
        return Optional.ofNullable(places.get(id)).map(place -> place.faces().rules());
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
        return places.values().stream().map(place -> place.keeper().status()).toList();
    }

    /** Why inference does not work; empty while it does. */
    public Optional<String> inferenceFault() {
        return inference.fatal().or(inference::fault);
    }

    /** What to know of a detector that is slower than the cameras; empty while it keeps up. */
    public Optional<String> overload() {
        return inference.overload();
    }

    /** Why this process must be restarted; empty while it can go on. */
    public Optional<String> fatal() {
        return supervisor.fatal();
    }

    /**
     * Stops within the time: cameras first, then the end events of open tracks reach the listener.
     *
     * @return whether the inference thread has ended, so that the detector may be closed
     */
    public boolean stop(Duration deadline) throws InterruptedException {
        long until = System.nanoTime() + deadline.toNanos();
        supervisor.stop();
        places.values().forEach(place -> place.keeper().stop());
        inference.stop();
        if (inferenceThread.isAlive() && !inferenceThread.join(Departures.left(until))) {
            LOG.log(System.Logger.Level.WARNING, "the inference thread does not end; its tracks stay open");
        }
        for (var place : places.values()) {
            place.keeper().join(Departures.left(until));
        }
        return !inferenceThread.isAlive();
    }
}
