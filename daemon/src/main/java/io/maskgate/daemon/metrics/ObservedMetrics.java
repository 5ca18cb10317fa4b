package io.maskgate.daemon.metrics;

import io.maskgate.hw.host.ProcessStats;
import io.maskgate.hw.inference.InferenceStats;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Numbers that other rooms keep themselves, read when asked for; and those of the process. */
public final class ObservedMetrics {
    private ObservedMetrics() {}

    /**
     * Where the numbers are; each answers at once, on any thread.
     *
     * @param version that runs
     * @param feedLost events that slow listeners of the event stream did not get
     * @param picturesPassed pictures that left the process
     * @param picturesRefused pictures that were asked for and may not leave
     * @param viewers people watching previews now
     * @param inference of the cameras' detector
     */
    public record Sources(
            String version,
            LongSupplier feedLost,
            LongSupplier picturesPassed,
            LongSupplier picturesRefused,
            IntSupplier viewers,
            Supplier<InferenceStats> inference) {}

    /** Adds them to a registry; once per registry. */
    public static void register(PrometheusRegistry registry, Sources from) {
        StartMetrics.register(registry, from.version());
        ProcessMetrics.register(registry, ProcessStats.ofThisProcess());
        MemoryMetrics.register(registry);
        HostMetrics.register(registry);
        CounterWithCallback.builder()
                .name("maskgate_event_stream_lost")
                .help("Events that slow listeners of the event stream did not get.")
                .callback(callback -> callback.call(from.feedLost().getAsLong()))
                .register(registry);
        CounterWithCallback.builder()
                .name("maskgate_pictures")
                .help("Pictures somebody outside asked for, by what the picture gate said.")
                .labelNames("result")
                .callback(callback -> {
                    callback.call(from.picturesPassed().getAsLong(), "passed");
                    callback.call(from.picturesRefused().getAsLong(), "refused");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_preview_viewers")
                .help("People watching previews now.")
                .callback(callback -> callback.call(from.viewers().getAsInt()))
                .register(registry);
        inference(registry, from.inference());
    }

    private static void inference(PrometheusRegistry registry, Supplier<InferenceStats> stats) {
        counter(registry, stats, "runs", "Batches the engine has done.", InferenceStats::runs);
        counter(registry, stats, "pictures", "Pictures in these batches.", InferenceStats::pictures);
        counter(registry, stats, "failures", "Batches the engine failed on.", InferenceStats::failures);
        counter(registry, stats, "engine_seconds", "Time in the engine.", each -> each.engineNanos() / 1e9);
        counter(registry, stats, "candidates", "Predictions above the least score.", InferenceStats::candidates);
        counter(registry, stats, "invalid", "Predictions that are no numbers.", InferenceStats::invalid);
        counter(registry, stats, "suppressed", "Predictions dropped by NMS.", InferenceStats::suppressed);
        counter(registry, stats, "outside", "Boxes outside of the picture.", InferenceStats::outside);
        counter(registry, stats, "truncated", "Predictions beyond the most per picture.", InferenceStats::truncated);
        counter(registry, stats, "detections", "Detections handed out.", InferenceStats::detections);
    }

    private static void counter(
            PrometheusRegistry registry,
            Supplier<InferenceStats> stats,
            String name,
            String help,
            ToDoubleFunction<InferenceStats> value) {
        CounterWithCallback.builder()
                .name("maskgate_inference_" + name)
                .help(help)
                .callback(callback -> callback.call(value.applyAsDouble(stats.get())))
                .register(registry);
    }
}
