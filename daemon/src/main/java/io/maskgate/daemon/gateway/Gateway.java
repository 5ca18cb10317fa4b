package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraLimits;
import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraSystem;
import io.maskgate.daemon.camera.PictureTap;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.Uuid7;
import io.maskgate.daemon.http.EventBoard;
import io.maskgate.daemon.http.HttpEndpoints;
import io.maskgate.daemon.http.PooledStillDetector;
import io.maskgate.daemon.http.PreviewHub;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.mqtt.MqttGateway;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.outbox.OutboxException;
import io.maskgate.daemon.outbox.SqliteOutbox;
import io.maskgate.daemon.privacy.PictureGate;
import io.maskgate.daemon.systemd.ServiceManager;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.VideoException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A running gateway. Built in the order in which things need each other, stopped in reverse: cameras end their tracks
 * first, so that the broker still gets the end events and then {@code offline}.
 */
public final class Gateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
    private static final double PREVIEW_FRAMES_PER_SECOND = 10;
    private static final int FEED_QUEUE = 256;
    private static final Duration UPLOAD_DEADLINE = Duration.ofSeconds(15);
    /** Of the five seconds a stop may take in all. */
    private static final Duration CAMERAS_STOP = Duration.ofMillis(1500);

    private static final Duration BROKER_STOP = Duration.ofMillis(2500);

    /** Surroundings of a gateway. */
    public record Surroundings(ModelZoo zoo, ServiceManager serviceManager, String version, Clock clock) {}

    private final Deque<Step> running = new ArrayDeque<>();
    private final HttpEndpoints http;
    private final Status status;
    private final Pulse pulse;

    private record Step(String name, Stop stop) {}

    /** Ends something that was started. */
    private interface Stop {
        void run() throws Exception;
    }

    private Gateway(GatewayConfig config, Surroundings around) throws StartException {
        var metrics = new GatewayMetrics(new PrometheusRegistry());
        ProcessMetrics.register(metrics.registry);
        var random = new SecureRandom();
        var media = MediaClock.system();
        try {
            ZooModel model = config.model().name().map(around.zoo()::resolve).orElseGet(around.zoo()::defaultModel);
            var onnx = model.onnx();
            InferenceOptions options = options(config);
            Detector detector = OnnxDetector.open(onnx, options);
            started("detector", detector::close);

            Outbox outbox = SqliteOutbox.open(
                    config.state().resolve("outbox"),
                    config.outbox().maxSize(),
                    config.outbox().maxAge(),
                    around.clock(),
                    metrics);
            started("outbox", outbox::close);

            var cameras = new Late<CameraSystem>();
            var mqtt = new MqttGateway(
                    config.gateway(),
                    config.mqtt(),
                    outbox,
                    EventJson::write,
                    (camera, enabled) -> cameras.get().setEnabled(camera, enabled),
                    metrics,
                    around.clock(),
                    random);
            var hub = new PreviewHub(
                    id -> config.cameras().stream().anyMatch(c -> c.id().equals(id)),
                    PREVIEW_FRAMES_PER_SECOND,
                    System::nanoTime);
            var board = new EventBoard(FEED_QUEUE);
            CameraListener listener = new Fanout(List.of(mqtt, new BoardListener(board)));
            Supplier<UUID> ids = new Uuid7(around.clock(), random);
            var system = new CameraSystem(new CameraSystem.Parts(
                    config,
                    detector,
                    listener,
                    tap(hub),
                    metrics,
                    ids,
                    around.clock(),
                    media,
                    random,
                    CameraLimits.standard()));
            cameras.set(system);

            status = new Status(config, around, model, detector, system, mqtt, outbox);
            var uploads = new Uploads(
                    () -> OnnxDetector.open(onnx, options.withThreads(1).withMaxBatch(1)),
                    config.model().threshold(),
                    media);
            started("uploads", uploads::close);
            var pool = new PooledStillDetector(uploads, 1, 4, UPLOAD_DEADLINE);
            started("upload threads", pool::close);
            var gate = new PictureGate(config.web().preview());
            http = new HttpEndpoints(config.health(), config.web(), status, hub, board, pool, gate, metrics);

            http.start();
            started("http", http::close);
            started("mqtt", () -> mqtt.close(BROKER_STOP));
            mqtt.start();
            started("cameras", () -> system.stop(CAMERAS_STOP));
            system.start();
            status.begun();
            pulse = new Pulse(around.serviceManager(), status);
            started("pulse", pulse::close);
            pulse.start();
        } catch (VideoException | OutboxException e) {
            close();
            throw new StartException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "gateway {0} is ready: {1} cameras, model {2} on {3}{4}{5}",
                config.gateway(),
                config.cameras().size(),
                status.engineModel(),
                status.engine().name(),
                address(", health at ", healthPort()),
                address(", page at ", webPort()));
    }

    /**
     * Builds and starts a gateway; cameras and broker connect in the background.
     *
     * @throws StartException when a camera's address or the outbox cannot be used
     * @throws RuntimeException naming what else cannot be used, with the remedy; nothing is left running then
     */
    public static Gateway start(GatewayConfig config, Surroundings around) throws StartException {
        return new Gateway(config, around);
    }

    private static InferenceOptions options(GatewayConfig config) {
        var options = InferenceOptions.defaults();
        int threads = config.model().threads();
        return threads > 0 ? options.withThreads(threads) : options;
    }

    private static PictureTap tap(PreviewHub hub) {
        return new PictureTap() {
            @Override
            public boolean wanted(String camera) {
                return hub.wanted(camera);
            }

            @Override
            public void offer(String camera, byte[] jpeg) {
                hub.publish(camera, jpeg);
            }
        };
    }

    private void started(String name, Stop stop) {
        running.push(new Step(name, stop));
    }

    private static String address(String text, OptionalInt port) {
        return port.isPresent() ? text + "port " + port.getAsInt() : "";
    }

    public OptionalInt healthPort() {
        return http.healthPort();
    }

    public OptionalInt webPort() {
        return http.webPort();
    }

    /** Stops everything, newest first, within five seconds; a step that fails does not keep the others from stopping. */
    @Override
    public void close() {
        while (!running.isEmpty()) {
            var step = running.pop();
            try {
                step.stop().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "stopping " + step.name() + " failed", e);
            }
        }
    }
}
