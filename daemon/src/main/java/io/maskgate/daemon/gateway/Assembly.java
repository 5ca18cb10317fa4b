package io.maskgate.daemon.gateway;

import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.camera.Album;
import io.maskgate.daemon.camera.CameraLimits;
import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraSystem;
import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.daemon.camera.SecondLook;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.events.Uuid7;
import io.maskgate.daemon.http.Entrance;
import io.maskgate.daemon.http.EventBoard;
import io.maskgate.daemon.http.HttpEndpoints;
import io.maskgate.daemon.http.NativePool;
import io.maskgate.daemon.http.PooledStillDetector;
import io.maskgate.daemon.http.PreviewHub;
import io.maskgate.daemon.metrics.AccessMetrics;
import io.maskgate.daemon.metrics.CertificateMetrics;
import io.maskgate.daemon.metrics.DecoderMetrics;
import io.maskgate.daemon.metrics.DiskMetrics;
import io.maskgate.daemon.metrics.EngineMetrics;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.metrics.LogMetrics;
import io.maskgate.daemon.metrics.ModelMetrics;
import io.maskgate.daemon.metrics.ObservedMetrics;
import io.maskgate.daemon.metrics.PictureMetrics;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.outbox.OutboxException;
import io.maskgate.daemon.outbox.SqliteOutbox;
import io.maskgate.daemon.privacy.Aggregation;
import io.maskgate.daemon.privacy.AggregationFile;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.rollout.ChoiceFile;
import io.maskgate.daemon.rollout.Criteria;
import io.maskgate.daemon.rollout.ModelChoice;
import io.maskgate.daemon.rollout.ModelParts;
import io.maskgate.daemon.rollout.Models;
import io.maskgate.daemon.rollout.Stage;
import io.maskgate.daemon.samples.Leftover;
import io.maskgate.daemon.samples.Samples;
import io.maskgate.daemon.stills.MainStills;
import io.maskgate.daemon.stills.Uploads;
import io.maskgate.daemon.tls.ServedCertificate;
import io.maskgate.hw.host.SystemClock;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Builds the rooms in the order in which they need each other, then starts them: endpoints, broker, cameras. Each step
 * leaves with the {@link Shutdown} how to undo it.
 */
final class Assembly {
    private static final double PREVIEW_FRAMES_PER_SECOND = 10;
    private static final int FEED_QUEUE = 256;
    private static final Duration UPLOAD_DEADLINE = Duration.ofSeconds(15);
    private static final int UPLOADS_WAITING = 4;
    /** Main streams open at the same time; each costs a connection and its decoder. */
    private static final int MAIN_STREAMS = 2;

    private static final int MAIN_STREAMS_WAITING = 4;
    private static final Duration MAIN_STREAM_DEADLINE = Duration.ofSeconds(15);
    /** Of the five seconds a stop may take in all. */
    private static final Duration CAMERAS_STOP = Duration.ofMillis(1500);

    private static final Duration BROKER_STOP = Duration.ofMillis(2500);

    private static final Duration ROUND = Duration.ofSeconds(1);

    private final GatewayConfig config;
    private final Gateway.Surroundings around;
    private final Shutdown shutdown;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final SecureRandom random = new SecureRandom();
    private final MediaClock media = MediaClock.system();
    private volatile boolean inferenceEnded = true;

    Assembly(GatewayConfig config, Gateway.Surroundings around, Shutdown shutdown) {
        this.config = config;
        this.around = around;
        this.shutdown = shutdown;
    }

    /** What the gateway keeps of it. */
    record Running(HttpEndpoints http, Status status, Reloading reloading, Messaging messaging) {}

    /** The failures a user can mend come as {@link StartException}; whatever is thrown, the shutdown undoes the rest. */
    Running start() throws StartException {
        try {
            return build();
        } catch (VideoException | OutboxException | InferenceException | InvalidStep e) {
            throw new StartException(e);
        } catch (OutOfMemoryError e) {
            throw new StartException(new IllegalStateException(
                    "memory: no room for " + config.cameras().size() + " cameras and their model ("
                            + e.getMessage()
                            + "); configure fewer cameras or a smaller model, or raise the limits in jvm.options",
                    e));
        }
    }

    private Running build() throws VideoException, OutboxException, InvalidStep {
        // Class-wise NMS: tracking merges the boxes of a face with two labels itself, and votes with both scores.
        var options = InferenceOptions.defaults()
                .withMaxBatch(CameraLimits.standard().batch())
                .withAcrossLabels(false);
        var outbox = outbox();
        StateFiles.readable(config.state());
        var late = new Late<CameraSystem>();
        var lateUploads = new Late<Uploads>();
        var loader = new EngineLoader(
                around.zoo(), Engines.ofThisHost(), options, config.state().resolve("engines"));
        var models = models(loader, late, lateUploads);
        var gate = new PrivacyGate(config.privacy(), config.web().preview());
        var messaging = messaging(outbox, late, gate);
        var hub = new PreviewHub(id -> late.get().has(id), PREVIEW_FRAMES_PER_SECOND, System::nanoTime);
        var board = new EventBoard(FEED_QUEUE);
        var ids = new Uuid7(around.clock(), random);
        // Whatever tells the outside stands behind the gate.
        var outside = new ArrayList<CameraListener>(messaging.listeners());
        outside.addAll(List.of(new BoardListener(board), new AlarmLog()));
        var listeners = gate.before(new Fanout(outside));
        var rounds = new Rounds(ROUND, System::nanoTime);
        Supplier<List<Aggregate>> intervals = List::of;
        if (gate.aggregatesOnly()) {
            var counting = aggregation(messaging, ids);
            intervals = counting::recent;
            rounds.add("counting", counting::tick);
            listeners = new Fanout(List.of(counting, listeners));
        } else {
            new AggregationFile(config.state(), config.gateway()).clear(gate.mode());
        }
        var leftover = new Leftover(config.state(), gate, System::nanoTime);
        var samples = samples(gate, ids, leftover);
        rounds.add("pictures of an earlier time", leftover::look);
        var cameras =
                cameras(models, listeners, hub, samples.map(Samples::album).orElseGet(Album::closed), ids);
        late.set(cameras);
        rounds.add("model", models::tick);

        ObservedMetrics.register(
                metrics.registry,
                new ObservedMetrics.Sources(
                        around.version(),
                        board::lost,
                        gate::picturesPassed,
                        gate::picturesRefused,
                        hub::viewers,
                        () -> models.totals().stats()));
        DiskMetrics.register(metrics.registry, config.state());
        EngineMetrics.register(
                metrics.registry,
                models::engine,
                () -> models.now().choice().engine(),
                () -> models.totals().events());
        ModelMetrics.register(metrics.registry, () -> view(models));
        LogMetrics.register(metrics.registry, around.log());
        var entrance = entrance();
        entrance.certificate().ifPresent(served -> rounds.add("certificate", served::look));
        var reloading = new Reloading(
                config, cameras::change, models, entrance, around.serviceManager(), metrics, around.clock());
        var lateHttp = new Late<HttpEndpoints>();
        var status = new Status(
                config, around, models, cameras, messaging, outbox, rounds, reloading, intervals, samples, leftover,
                lateHttp);
        var uploads = uploads(models, loader);
        lateUploads.set(uploads);
        var http = new HttpEndpoints(
                config.health(),
                config.web(),
                status,
                hub,
                mainStills(cameras, uploads),
                board,
                pooled(uploads),
                gate,
                entrance,
                metrics);
        lateHttp.set(http);
        rounds.add("listeners", http::look);
        var endings = new Endings(config.gateway(), outbox::unfinished, ids, around.clock(), cameras::has, listeners);
        endings.atTheStart(cameras::resume);
        rounds.add("what an earlier run left", endings::late);
        rounds.add("cameras at the broker", messaging::keepPublished);
        rounds.add("certificate at the broker", messaging::lookAtCertificate);
        rounds.add(
                "attributes",
                () -> messaging.describe(
                        around.version(),
                        models.serving(),
                        models.rollout().stage(),
                        models.engine().serving(),
                        gate.mode()));
        start(http, messaging, cameras, rounds);
        status.begun();
        return new Running(http, status, reloading, messaging);
    }

    private Entrance entrance() {
        var access = new AccessControl(config.web().access(), System::nanoTime, random);
        AccessMetrics.register(metrics.registry, access);
        var tls = config.web().tls().filter(_ -> config.web().enabled());
        var certificate = tls.map(files -> new ServedCertificate(files, around.clock()));
        certificate.ifPresent(served -> CertificateMetrics.register(metrics.registry, served));
        return new Entrance(access, certificate);
    }

    /** What may not leave any more is withdrawn from the outbox, a large one step by step. */
    private Messaging messaging(Outbox outbox, Late<CameraSystem> cameras, PrivacyGate gate) throws InvalidStep {
        try (var _ = StartTime.begin(around.serviceManager())) {
            return InvalidStep.usable(() -> new Messaging(
                    config,
                    outbox,
                    (camera, enabled) -> cameras.get().setEnabled(camera, enabled),
                    gate.aggregatesOnly(),
                    metrics,
                    around.clock(),
                    random));
        }
    }

    /** Its last act on the way down is to keep what it counted. */
    private Aggregation aggregation(Messaging messaging, Uuid7 ids) {
        var counting = new Aggregation(
                config.gateway(),
                config.privacy(),
                new AggregationFile(config.state(), config.gateway()),
                messaging::aggregate,
                ids,
                around.clock(),
                System::nanoTime);
        shutdown.add("counting", counting::save);
        return counting;
    }

    private void start(HttpEndpoints http, Messaging messaging, CameraSystem cameras, Rounds rounds)
            throws InvalidStep {
        shutdown.add("http", http::close);
        InvalidStep.usable(() -> {
            http.start();
            return true;
        });
        shutdown.add("mqtt", () -> messaging.close(BROKER_STOP));
        messaging.start();
        shutdown.add("rounds", rounds::close);
        shutdown.add("cameras", () -> inferenceEnded = cameras.stop(CAMERAS_STOP));
        inferenceEnded = false;
        cameras.start();
        // The first round may tell of an interval that is over, and of each camera in it.
        rounds.start();
    }

    private Models models(EngineLoader loader, Late<CameraSystem> cameras, Late<Uploads> uploads) {
        var parts = new ModelParts(
                around.zoo(),
                loader,
                new ModelParts.Cameras() {
                    @Override
                    public void use(ModelInUse model) {
                        cameras.get().use(model);
                    }

                    @Override
                    public void compare(Optional<SecondLook> second) {
                        cameras.get().compare(second);
                    }
                },
                new ChoiceFile(config.state().resolve("model.json")),
                config.privacy().mode() == PrivacyKeys.PrivacyMode.AGGREGATE,
                config.model()::threshold,
                around.clock(),
                System::nanoTime,
                () -> uploads.get().forget());
        var models = Models.start(
                parts,
                ModelChoice.of(config.model()),
                Criteria.of(config.model().rollout()));
        shutdown.add("models", () -> {
            // Freeing what a stuck native call still uses would end the process the hard way, in the middle of the
            // stop.
            if (inferenceEnded) {
                models.close();
            }
        });
        return models;
    }

    private static ModelMetrics.Now view(Models models) {
        var rollout = models.rollout();
        var counts = new TreeMap<String, Long>();
        for (var end : List.of(Stage.ACTIVE, Stage.ROLLED_BACK, Stage.REFUSED)) {
            counts.put(end.text(), models.ends().getOrDefault(end, 0L));
        }
        return new ModelMetrics.Now(
                models.serving(),
                rollout.stage().text(),
                counts,
                rollout.agreement().share());
    }

    private Outbox outbox() throws OutboxException {
        try (var _ = StartTime.begin(around.serviceManager())) {
            Outbox outbox = SqliteOutbox.open(
                    config.state().resolve("outbox"),
                    config.outbox().maxSize(),
                    config.outbox().maxAge(),
                    around.clock(),
                    System::nanoTime,
                    new SystemClock()::isRight,
                    metrics);
            shutdown.add("outbox", outbox::close);
            return outbox;
        }
    }

    /** Stopped after the cameras, whose last tracks give their crops a label; many take their time on a slow card. */
    private Optional<Samples> samples(PrivacyGate gate, Uuid7 ids, Leftover leftover) throws InvalidStep {
        Optional<Samples> samples;
        try (var _ = StartTime.begin(around.serviceManager())) {
            leftover.look();
            samples = InvalidStep.usable(() -> Samples.open(config, gate, around.clock(), ids, random));
        }
        samples.ifPresent(opened -> {
            shutdown.add("pictures", opened::close);
            PictureMetrics.register(metrics.registry, opened::size, opened::bytes, opened::counts);
        });
        return samples;
    }

    private CameraSystem cameras(Models models, CameraListener listener, PreviewHub hub, Album album, Uuid7 ids)
            throws VideoException {
        var hardware = HardwareDecoders.ofThisMachine();
        DecoderMetrics.register(metrics.registry, hardware::givenUp);
        return new CameraSystem(
                new CameraSystem.Parts(
                        config,
                        models.now().use(),
                        listener,
                        new PreviewTap(hub),
                        album,
                        metrics,
                        ids,
                        around.clock(),
                        media,
                        random,
                        CameraLimits.standard()),
                hardware);
    }

    private Uploads uploads(Models models, EngineLoader loader) {
        var uploads =
                new Uploads(() -> loader.again(models.now()), config.model().threshold(), media, Uploads.IDLE);
        shutdown.add("uploads", uploads::close);
        return uploads;
    }

    private PooledStillDetector pooled(Uploads uploads) {
        var pool = new NativePool("detect", 1, UPLOADS_WAITING, UPLOAD_DEADLINE);
        shutdown.add("upload threads", pool::close);
        return new PooledStillDetector(uploads, pool);
    }

    private MainStills mainStills(CameraSystem cameras, Uploads uploads) {
        var stills = new MainStills(
                cameras::camera,
                uploads::find,
                config.model().threshold(),
                CameraSystem.cover(config.privacy().faces()),
                media,
                outcome -> metrics.mainPictures.labelValues(outcome).inc(),
                new NativePool("main-stream", MAIN_STREAMS, MAIN_STREAMS_WAITING, MAIN_STREAM_DEADLINE));
        shutdown.add("main streams", stills::close);
        return stills;
    }
}
