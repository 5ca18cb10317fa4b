package io.maskgate.daemon.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Pictures stored on this machine; only in the privacy mode that has any. */
public final class PictureMetrics {
    private PictureMetrics() {}

    /**
     * Adds them to a registry; once per registry.
     *
     * @param fates what became of pictures: stored, withheld, failed, expired, displaced, dropped
     */
    public static void register(
            PrometheusRegistry registry, IntSupplier size, LongSupplier bytes, Supplier<Map<String, Long>> fates) {
        GaugeWithCallback.builder()
                .name("maskgate_stored_pictures")
                .help("Pictures stored on this machine.")
                .callback(callback -> callback.call(size.getAsInt()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_stored_pictures_bytes")
                .help("Bytes of them.")
                .callback(callback -> callback.call(bytes.getAsLong()))
                .register(registry);
        CounterWithCallback.builder()
                .name("maskgate_stored_pictures_fates")
                .help(
                        "What became of pictures that were to be stored: stored, withheld by the privacy gate, failed on the"
                                + " disk, expired, displaced by newer ones, dropped as too many came at once or none could be developed.")
                .labelNames("fate")
                .callback(callback -> fates.get().forEach((fate, count) -> callback.call(count, fate)))
                .register(registry);
    }
}
