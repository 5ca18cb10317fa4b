package io.maskgate.hw.inference;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Detector} that uses an accelerator while there is one and the CPU otherwise. A batch that fails on the
 * accelerator is repeated on the CPU, so that nothing is lost; the CPU's detector stays loaded for that.
 */
public final class AcceleratedDetector implements Detector {
    private final OnnxDetector cpu;
    private final Accelerator accelerator;
    private final InferenceOptions options;
    private final InferenceCounters counters = new InferenceCounters();
    private final Nms nms;

    /** Owns both from now on. */
    public AcceleratedDetector(OnnxDetector cpu, Accelerator accelerator, InferenceOptions options) {
        this.cpu = cpu;
        this.accelerator = accelerator;
        this.options = options;
        this.nms = new Nms(cpu.model().anchors(), options, counters);
    }

    @Override
    public ModelInfo model() {
        return cpu.model();
    }

    @Override
    public String engine() {
        return status().serving();
    }

    @Override
    public EngineStatus status() {
        var status = accelerator.status();
        return status.state() == EngineStatus.State.ACCELERATED
                ? status
                : new EngineStatus(status.state(), cpu.engine(), status.detail(), status.counts(), status.fatal());
    }

    @Override
    public int batch() {
        return batch(accelerator.engine());
    }

    private int batch(@Nullable RawEngine engine) {
        return engine == null ? cpu.batch() : Math.min(options.maxBatch(), engine.maxBatch());
    }

    @Override
    public InferenceStats stats() {
        return cpu.stats().plus(counters.snapshot());
    }

    @Override
    public List<List<Detection>> detect(List<InputImage> images, float minScore) {
        cpu.check(images, minScore);
        var results = new ArrayList<List<Detection>>(images.size());
        int from = 0;
        while (from < images.size()) {
            var engine = accelerator.engine();
            var batch = images.subList(from, Math.min(images.size(), from + batch(engine)));
            if (engine == null || !ran(engine, batch)) {
                results.addAll(cpu.detect(batch, minScore));
            } else {
                for (int i = 0; i < batch.size(); i++) {
                    var letterbox = batch.get(i).letterbox();
                    results.add(nms.select(engine.boxes(), engine.scores(), i, minScore, letterbox));
                }
            }
            from += batch.size();
        }
        return List.copyOf(results);
    }

    private boolean ran(RawEngine engine, List<InputImage> batch) {
        long start = System.nanoTime();
        try {
            engine.run(batch);
            counters.runs.increment();
            counters.pictures.add(batch.size());
            return true;
        } catch (EngineFault fault) {
            counters.failures.increment();
            accelerator.failed(engine, fault);
            return false;
        } finally {
            counters.engineNanos.add(System.nanoTime() - start);
        }
    }

    @Override
    public void close() {
        try (cpu) {
            accelerator.close();
        }
    }
}
