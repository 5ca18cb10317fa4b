package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.CameraSystem;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.http.GatewayView;
import io.maskgate.daemon.http.HttpEndpoints;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.rollout.ModelLife;
import io.maskgate.daemon.rollout.Models;
import io.maskgate.daemon.rules.History;
import io.maskgate.daemon.samples.Leftover;
import io.maskgate.daemon.samples.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How everything is, for whoever asks: health, page, service manager. */
final class Status implements GatewayView {
    private final GatewayConfig config;
    private final Gateway.Surroundings around;
    private final Models models;
    private final CameraSystem cameras;
    private final Messaging messaging;
    private final Outbox outbox;
    private final Rounds rounds;
    private final Reloading reloading;
    private final Supplier<List<Aggregate>> intervals;
    private final Optional<Samples> samples;
    private final Leftover leftover;
    private final Late<HttpEndpoints> http;
    private final long begin;
    private volatile boolean started;

    Status(
            GatewayConfig config,
            Gateway.Surroundings around,
            Models models,
            CameraSystem cameras,
            Messaging messaging,
            Outbox outbox,
            Rounds rounds,
            Reloading reloading,
            Supplier<List<Aggregate>> intervals,
            Optional<Samples> samples,
            Leftover leftover,
            Late<HttpEndpoints> http) {
        this.config = config;
        this.around = around;
        this.models = models;
        this.cameras = cameras;
        this.messaging = messaging;
        this.outbox = outbox;
        this.rounds = rounds;
        this.reloading = reloading;
        this.intervals = intervals;
        this.samples = samples;
        this.leftover = leftover;
        this.http = http;
        this.begin = System.nanoTime();
    }

    void begun() {
        started = true;
    }

    @Override
    public String gateway() {
        return config.gateway();
    }

    @Override
    public String version() {
        return around.version();
    }

    @Override
    public Instant now() {
        return around.clock().instant();
    }

    @Override
    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public Optional<String> fatal() {
        return cameras.fatal()
                .or(messaging::fatal)
                .or(outbox::fatal)
                .or(rounds::fatal)
                .or(() -> samples.flatMap(Samples::fatal))
                .or(() -> models.engine().fatal())
                .or(() -> http.get().fatal());
    }

    @Override
    public List<CameraStatus> cameras() {
        return cameras.statuses();
    }

    @Override
    public boolean switchCamera(String camera, boolean on) {
        return cameras.setEnabled(camera, on);
    }

    @Override
    public Optional<Watch> watch(String camera) {
        return cameras.camera(camera)
                .flatMap(it -> cameras.rules(camera)
                        .map(rules -> new Watch(it.zones(), it.onlyZones(), it.lines(), it.alarm(), rules.state())));
    }

    @Override
    public Past history(int minutes) {
        var now = now();
        var seen = new LinkedHashMap<String, List<History.Minute>>();
        for (var camera : cameras()) {
            cameras.rules(camera.id())
                    .ifPresent(rules -> seen.put(camera.id(), rules.history().last(minutes, now)));
        }
        return new Past(History.begin(History.minute(now) - minutes + 1), seen);
    }

    @Override
    public List<Aggregate> intervals() {
        return intervals.get();
    }

    @Override
    public Broker broker() {
        var health = messaging.status();
        return new Broker(
                health.connected(), health.detail().isEmpty() ? config.mqtt().url() : health.detail());
    }

    @Override
    public Engine engine() {
        var fault = cameras.inferenceFault();
        var engine = models.engine();
        String detail = detail(models.serving(), engine.detail(), cameras.overload());
        return new Engine(engine.serving(), fault.isEmpty(), fault.orElse(detail));
    }

    static String detail(String serving, String engine, Optional<String> overload) {
        return Stream.of(serving, engine, overload.orElse(""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    @Override
    public Outbox.Health outbox() {
        var health = outbox.health();
        return rounds.stuck().map(health::failing).orElse(health);
    }

    @Override
    public Optional<Pictures> pictures() {
        return samples.map(Samples::trouble)
                .map(trouble -> new Pictures(trouble.isEmpty(), trouble.orElse("")))
                .or(() -> leftover.trouble().map(trouble -> new Pictures(false, trouble)));
    }

    @Override
    public Optional<Reload> lastReload() {
        return reloading.last();
    }

    @Override
    public ModelLife models() {
        return models;
    }

    /** One line for {@code systemctl status}. */
    String line() {
        return online(cameras().stream().map(CameraStatus::state).toList()) + ", "
                + models.engine().serving() + ", broker " + (broker().connected() ? "connected" : "not connected")
                + ", outbox " + outbox().messages();
    }

    static String online(List<CameraState> all) {
        long online = all.stream().filter(CameraState.ONLINE::equals).count();
        long off = all.stream().filter(CameraState.DISABLED::equals).count();
        return online + "/" + (all.size() - off) + " cameras online" + (off > 0 ? " (" + off + " switched off)" : "");
    }
}
