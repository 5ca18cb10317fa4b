package io.maskgate.daemon.rollout;

import io.maskgate.daemon.camera.FaceFinder;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceStats;
import io.maskgate.hw.inference.ModelInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A model whose work is written down: so many pictures, so long each, so many failures. */
final class ScriptedModel implements LoadedModel {
    private final ModelInfo info;
    private final AtomicLong pictures = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    volatile EngineStatus.State state = EngineStatus.State.CPU;
    volatile String detail = "as written";
    volatile Map<EngineStatus.Event, Long> events = Map.of();
    volatile List<Detection> sees = List.of();
    volatile boolean closed;

    ScriptedModel(String name) {
        this(name, "0123456789");
    }

    ScriptedModel(String name, String sha) {
        info = new ModelInfo(name, sha, 64, 32, 8, List.of("facemask", "no facemask"));
    }

    void works(int count, Duration each) {
        pictures.addAndGet(count);
        nanos.addAndGet(count * each.toNanos());
    }

    void fails(int count) {
        failures.addAndGet(count);
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public FaceFinder finder() {
        return (images, _) -> images.stream().map(_ -> sees).toList();
    }

    @Override
    public InferenceStats stats() {
        return new InferenceStats(pictures.get(), pictures.get(), failures.get(), nanos.get(), 0, 0, 0, 0, 0, 0);
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus(state, "scripted", detail, events);
    }

    @Override
    public void close() {
        closed = true;
    }
}
