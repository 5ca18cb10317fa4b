package io.maskgate.daemon.http;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.events.Aggregate;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.rollout.ModelLife;
import io.maskgate.daemon.rules.History;
import io.maskgate.daemon.rules.RuleState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A gateway whose every state a test can set. */
final class FakeGateway implements GatewayView, MainStream {
    static final Instant SINCE = Instant.parse("2026-03-02T08:00:00Z");

    volatile boolean started = true;
    volatile Optional<Instant> now = Optional.empty();
    volatile Optional<String> fatal = Optional.empty();
    volatile Broker broker = new Broker(true, "mqtts://broker.example:8883");
    volatile Engine engine = new Engine("onnxruntime-cpu", true, "lightmask-320 fp32");
    volatile Outbox.Health outbox = new Outbox.Health(true, "", 3, 1200, 0);
    volatile List<CameraStatus> cameras = List.of(camera("lobby", CameraState.ONLINE, ""));
    volatile List<Aggregate> intervals = List.of();
    final List<String> switched = new CopyOnWriteArrayList<>();
    volatile Watch watch = new Watch(List.of(), false, List.of(), Optional.empty(), RuleState.NONE);
    /** A day up to the minute of {@link #SINCE}, of each camera the same; nothing was seen. */
    final List<History.Minute> history = new ArrayList<>(IntStream.rangeClosed(1 - History.MOST_MINUTES, 0)
            .mapToObj(i -> new History.Minute(History.minute(SINCE) + i, 0, 0, 0, 0))
            .toList());

    volatile Optional<Pictures> pictures = Optional.empty();
    volatile Optional<Reload> reload = Optional.empty();
    final FakeModels models = new FakeModels();

    static CameraStatus camera(String id, CameraState state, String reason) {
        return camera(id, state, reason, Optional.of(reason).filter(text -> !text.isEmpty()));
    }

    /** @param fault what went wrong last */
    static CameraStatus camera(String id, CameraState state, String reason, Optional<String> fault) {
        return camera(id, state, reason, "unreachable", fault);
    }

    static CameraStatus camera(String id, CameraState state, String reason, String cause, Optional<String> fault) {
        return new CameraStatus(
                id,
                state,
                reason,
                SINCE,
                state == CameraState.ONLINE ? Optional.of(SINCE.plusSeconds(60)) : Optional.empty(),
                "rtsp://****@10.0.0.7/main",
                "h264",
                1920,
                1080,
                24.96,
                9000,
                12,
                1800,
                2,
                new FaceCounts(3, 2, 1),
                new CameraStatus.Decoding("enough", "h264", 0.123, ""),
                fault.map(text -> new CameraStatus.Trouble(
                                Optional.of(new CameraStatus.Fault(cause, text, SINCE)),
                                Optional.of(SINCE.plusSeconds(32))))
                        .orElse(CameraStatus.Trouble.NONE));
    }

    /** What the main stream brings; absent where the cameras have one stream. */
    volatile Optional<Function<Faces, MainStream.Shot>> mainStream = Optional.empty();

    /** As set; else that of this machine. */
    @Override
    public Instant now() {
        return now.orElseGet(Instant::now);
    }

    @Override
    public String gateway() {
        return "entrance-1";
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public Duration uptime() {
        return Duration.ofSeconds(3723);
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public Optional<String> fatal() {
        return fatal;
    }

    @Override
    public List<CameraStatus> cameras() {
        return cameras;
    }

    @Override
    public boolean switchCamera(String camera, boolean on) {
        switched.add(camera + (on ? " on" : " off"));
        return cameras.stream().anyMatch(each -> each.id().equals(camera));
    }

    @Override
    public Optional<Watch> watch(String camera) {
        return Optional.of(watch);
    }

    @Override
    public Past history(int minutes) {
        var all = new LinkedHashMap<String, List<History.Minute>>();
        for (var camera : cameras) {
            all.put(camera.id(), history.subList(history.size() - minutes, history.size()));
        }
        return new Past(History.begin(history.getLast().index() - minutes + 1), all);
    }

    @Override
    public List<Aggregate> intervals() {
        return intervals;
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public Outbox.Health outbox() {
        return outbox;
    }

    @Override
    public Optional<Pictures> pictures() {
        return pictures;
    }

    @Override
    public Optional<Reload> lastReload() {
        return reload;
    }

    @Override
    public ModelLife models() {
        return models;
    }

    @Override
    public boolean has(String camera) {
        return mainStream.isPresent();
    }

    @Override
    public Shot take(String camera, Faces faces) {
        return mainStream.orElseThrow().apply(faces);
    }
}
