package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.config.RuleKeys;
import io.maskgate.daemon.config.Secret;
import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.events.Uuid7;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.privacy.Gates;
import io.maskgate.daemon.rules.CameraRules;
import io.maskgate.daemon.rules.RuleSettings;
import io.maskgate.daemon.tracking.FaceTracking;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.FrameTime;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What surrounds a camera in a test: quick limits, and everything that was told written down. */
final class Room implements CameraListener {
    static final CameraLimits QUICK = new CameraLimits(
            Duration.ofMillis(20),
            Duration.ofMillis(80),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            2,
            Duration.ofHours(1),
            Duration.ZERO,
            // Long enough that a camera in good health is not given up when the whole machine halts for a moment.
            Duration.ofMillis(500),
            2,
            Duration.ofMillis(1),
            8,
            Duration.ofMillis(20),
            Duration.ofMillis(20));

    /** The same, but that no native call is ever given up. */
    static CameraLimits patient() {
        return new CameraLimits(
                QUICK.firstRetry(),
                QUICK.lastRetry(),
                QUICK.refusedRetry(),
                QUICK.steadyAfter(),
                QUICK.opensAtOnce(),
                Duration.ZERO,
                QUICK.startSpread(),
                Duration.ofHours(1),
                QUICK.givenUpAtMost(),
                QUICK.starvedFor(),
                QUICK.batch(),
                QUICK.tick(),
                QUICK.check());
    }

    /** The same, but that want of memory lasts so long before the process must be restarted. */
    static CameraLimits starvedFor(Duration time) {
        return new CameraLimits(
                QUICK.firstRetry(),
                QUICK.lastRetry(),
                QUICK.refusedRetry(),
                QUICK.steadyAfter(),
                QUICK.opensAtOnce(),
                QUICK.openHeld(),
                QUICK.startSpread(),
                QUICK.grace(),
                QUICK.givenUpAtMost(),
                time,
                QUICK.batch(),
                QUICK.tick(),
                QUICK.check());
    }

    static final int IMAGES = 4;
    static final GatewayConfig.Tracking TRACKING =
            new GatewayConfig.Tracking(3, 0.8, Duration.ofSeconds(2), Duration.ofSeconds(5));
    static final GatewayConfig.Decode DECODE = new GatewayConfig.Decode(
            GatewayConfig.Policy.ALL,
            0.5,
            Duration.ofSeconds(5),
            GatewayConfig.DecoderChoice.SOFTWARE,
            GatewayConfig.LoopFilter.WATCHED);
    static final Detection FACE = new Detection(new Box(10, 5, 30, 25), MaskLabel.FACEMASK, 0.9f);

    final GatewayMetrics metrics = new GatewayMetrics();
    final List<String> states = new CopyOnWriteArrayList<>();
    /** Told each state. */
    volatile Consumer<CameraStatus> watcher = _ -> {};

    final List<MaskEvent> events = new CopyOnWriteArrayList<>();
    final List<RuleNews> news = new CopyOnWriteArrayList<>();
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<FaceCounts> counts = new CopyOnWriteArrayList<>();
    final List<byte[]> shown = new CopyOnWriteArrayList<>();
    final List<byte[]> covered = new CopyOnWriteArrayList<>();
    final Looks looks = new Looks();
    volatile Album album = Album.closed();
    volatile Optional<SecondLook> secondLook = Optional.empty();
    volatile FaceFinder finder = Room::faces;
    volatile int batch = 1;
    final ModelInUse model = model("probe", new FaceFinder() {
        @Override
        public List<List<Detection>> find(List<InputImage> images, float minScore) {
            return finder.find(images, minScore);
        }

        @Override
        public int batch() {
            return batch;
        }
    });
    final InputPool pool = model.images();
    final FrameExchange exchange = new FrameExchange();
    final OpenGate gate = new OpenGate(QUICK.opensAtOnce(), QUICK.openHeld());
    final StageTimer timer = new StageTimer(metrics);
    Watchfulness watchfulness = new Watchfulness(DECODE);
    volatile boolean watched;
    /** Faces appear so to whoever watches. */
    volatile Faces faces = Faces.SHOWN;

    /** A clock that goes when it is told to. */
    static final class Hands implements MediaClock {
        final AtomicLong nanos = new AtomicLong();

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }
    }

    static GatewayConfig.Camera camera(String id, String url, boolean loop) {
        return camera(id, url, new GatewayConfig.CameraTls(Optional.empty(), Optional.empty()), loop);
    }

    static GatewayConfig.Camera camera(String id, String url, GatewayConfig.CameraTls tls, boolean loop) {
        return new GatewayConfig.Camera(
                id,
                new Secret(url),
                Optional.empty(),
                GatewayConfig.Transport.TCP,
                tls,
                true,
                60,
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                loop,
                DECODE,
                List.of(),
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                new RuleKeys.Compliance(Duration.ofMinutes(15)));
    }

    static GatewayConfig config(GatewayConfig.Camera... cameras) {
        var none = Optional.<Path>empty();
        return new GatewayConfig(
                "gate",
                Path.of("state"),
                Optional.empty(),
                new BrokerKeys.Mqtt(
                        "mqtt://broker",
                        BrokerKeys.MqttVersion.V5,
                        "maskgate",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        new BrokerKeys.Tls(none, none, none),
                        new BrokerKeys.HomeAssistant(false, "homeassistant"),
                        new BrokerKeys.Sparkplug(false, "maskgate", Optional.empty(), Optional.empty())),
                new ModelKeys.Model(
                        Optional.empty(),
                        ModelKeys.Engine.AUTO,
                        ModelKeys.Precision.AUTO,
                        0,
                        0.5,
                        new ModelKeys.Rollout(Duration.ofMinutes(5), 0.5, 4)),
                List.of(cameras),
                TRACKING,
                new GatewayConfig.Outbox(new Size(1 << 20), Duration.ofDays(1), 200),
                new GatewayConfig.Health(false, new Listen("127.0.0.1", 0)),
                new GatewayConfig.Web(false, new Listen("127.0.0.1", 0), false),
                Gates.config(PrivacyKeys.PrivacyMode.EVENTS),
                new PrivacyKeys.Pictures(true, false, Duration.ofDays(30), new Size(1 << 20), Optional.empty()),
                new GatewayConfig.Log(GatewayConfig.LogLevel.INFO));
    }

    CameraSystem.Parts parts(GatewayConfig config, ModelInUse looks, CameraLimits limits) {
        return parts(config, looks, limits, MediaClock.system());
    }

    CameraSystem.Parts parts(GatewayConfig config, ModelInUse looks, CameraLimits limits, MediaClock clock) {
        var random = new Random(1);
        return new CameraSystem.Parts(
                config,
                looks,
                this,
                tap(),
                album,
                metrics,
                new Uuid7(Clock.systemUTC(), random),
                Clock.systemUTC(),
                clock,
                random,
                limits);
    }

    static VideoSpec spec(GatewayConfig.Camera camera) {
        try {
            return VideoSpec.of(VideoUrl.parse(camera.url().reveal()))
                    .withTimeouts(camera.connectTimeout(), camera.stallAfter());
        } catch (VideoException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static FrameTime at(long nanos) {
        return new FrameTime(nanos, Instant.EPOCH.plusNanos(nanos));
    }

    CameraBoard board(String id) {
        return new CameraBoard(id, "rtsp://camera/", MediaClock.system(), metrics, this);
    }

    TrackedCamera tracked(String id, CameraBoard board) {
        return tracked(id, board, this);
    }

    TrackedCamera tracked(String id, CameraBoard board, CameraListener listener) {
        return tracked(id, board, listener, rules(id));
    }

    TrackedCamera tracked(String id, CameraBoard board, CameraListener listener, CameraRules rules) {
        var ids = new AtomicLong();
        var tracking = new FaceTracking(
                new FaceTracking.Source("gate", id, "probe@01234567"),
                TRACKING,
                0.5,
                () -> new UUID(0x7000, ids.incrementAndGet()),
                Duration.ofMillis(200));
        return new TrackedCamera(id, board, tracking, rules, Clock.systemUTC(), listener, metrics, watchfulness, album);
    }

    static CameraRules rules(String id) {
        var settings = RuleSettings.of(camera(id, "rtsp://camera/", false), ZoneOffset.UTC);
        return new CameraRules("gate", id, settings, UUID::randomUUID);
    }

    CameraWorker.Surroundings around(MediaClock clock) {
        return new CameraWorker.Surroundings(
                gate,
                exchange,
                () -> model,
                () -> secondLook,
                tap(),
                album,
                new FrameCopies(),
                List::of,
                looks,
                FaceCover.PIXELATE,
                watchfulness,
                0,
                clock,
                timer,
                QUICK);
    }

    PictureTap tap() {
        return new PictureTap() {
            @Override
            public boolean wanted(String camera, Faces faces) {
                return watched;
            }

            @Override
            public Optional<Faces> watched(String camera) {
                return watched ? Optional.of(faces) : Optional.empty();
            }

            @Override
            public void offer(String camera, Picture picture) {
                (picture.faces() == Faces.SHOWN ? shown : covered).add(picture.jpeg());
            }
        };
    }

    /** A model of this name for pictures of 64 x 32, with all its images. */
    static ModelInUse model(String name, FaceFinder finder) {
        var info = new ModelInfo(name, "0123456789", 64, 32, 8, List.of("facemask", "no facemask"));
        var model = new ModelInUse(info, finder);
        model.images().resize(IMAGES);
        return model;
    }

    static List<List<Detection>> faces(List<InputImage> images, float minScore) {
        return images.stream().map(_ -> List.of(FACE)).toList();
    }

    PendingFrame pending(String camera, long nanos) {
        return pending(model, camera, nanos);
    }

    static PendingFrame pending(ModelInUse model, String camera, long nanos) {
        return pending(model, camera, nanos, Optional.empty());
    }

    PendingFrame pendingWithCopy(String camera, long nanos) {
        var copy = new FrameCopies.Copy(new RgbPicture(64, 32), new FrameCopies());
        return pending(model, camera, nanos, Optional.of(copy));
    }

    private static PendingFrame pending(ModelInUse model, String camera, long nanos, Optional<FrameCopies.Copy> copy) {
        var image = model.images().acquire().orElseThrow();
        return new PendingFrame(model, image, at(nanos), 64, 32, camera, copy, () -> true);
    }

    /** How many images lie in the pool; all of them when nothing leaks. */
    int free() {
        var taken = new java.util.ArrayList<io.maskgate.hw.inference.InputImage>();
        for (var image = pool.acquire(); image.isPresent(); image = pool.acquire()) {
            taken.add(image.get());
        }
        taken.forEach(io.maskgate.hw.inference.InputImage::close);
        return taken.size();
    }

    long dropped(String camera, String reason) {
        return metrics.framesDropped.labelValues(camera, reason).getLongValue();
    }

    List<String> eventTexts() {
        return events.stream()
                .map(event -> event.camera() + " " + event.type().text())
                .toList();
    }

    @Override
    public void stateChanged(CameraStatus status) {
        states.add(status.state().text());
        watcher.accept(status);
    }

    @Override
    public void countsChanged(String camera, FaceCounts news) {
        counts.add(news);
    }

    @Override
    public void removed(String camera) {
        states.add(camera + " removed");
    }

    @Override
    public void lines(String camera, List<String> names) {
        lines.add(camera + " " + names);
    }

    @Override
    public void event(MaskEvent event) {
        events.add(event);
    }

    @Override
    public void ruled(RuleNews rule) {
        news.add(rule);
    }
}
