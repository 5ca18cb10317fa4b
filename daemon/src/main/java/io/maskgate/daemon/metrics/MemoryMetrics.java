package io.maskgate.daemon.metrics;

import io.maskgate.hw.video.Natives;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Where the memory of this process is: what the Java machine has, and the native objects. Names are those of
 * Prometheus' own JVM metrics where there are such. Nothing is asked of the JVM before somebody scrapes: that keeps the
 * start short.
 */
final class MemoryMetrics {
    private MemoryMetrics() {}

    static void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("jvm_memory_committed_bytes")
                .help("Memory the Java machine holds for itself.")
                .labelNames("area")
                .callback(callback -> {
                    var memory = ManagementFactory.getMemoryMXBean();
                    callback.call(memory.getHeapMemoryUsage().getCommitted(), "heap");
                    callback.call(memory.getNonHeapMemoryUsage().getCommitted(), "nonheap");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_buffer_pool_used_bytes")
                .help("Memory of buffers outside of the heap.")
                .labelNames("pool")
                .callback(callback -> ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
                        .forEach(pool -> callback.call(pool.getMemoryUsed(), pool.getName())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_native_objects")
                .help("Live objects of FFmpeg, by kind.")
                .labelNames("kind")
                .callback(callback -> Natives.live()
                        .forEach((kind, count) ->
                                callback.call(count, kind.name().toLowerCase(Locale.ROOT))))
                .register(registry);
    }
}
