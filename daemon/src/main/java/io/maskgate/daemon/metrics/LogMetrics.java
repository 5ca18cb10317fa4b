package io.maskgate.daemon.metrics;

import io.maskgate.daemon.logging.LogCounts;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What became of the log's lines. */
public final class LogMetrics {
    private LogMetrics() {}

    /** Adds them to a registry; once per registry. */
    public static void register(PrometheusRegistry registry, LogCounts counts) {
        CounterWithCallback.builder()
                .name("maskgate_log_lines")
                .help("Log lines, by what became of them: written; of these cut, and fallback where the journal did not"
                        + " take one; left_out where a camera had too much to say.")
                .labelNames("result")
                .callback(callback -> {
                    callback.call(counts.written(), "written");
                    callback.call(counts.cutShort(), "cut");
                    callback.call(counts.fallenBack(), "fallback");
                    callback.call(counts.leftOut(), "left_out");
                })
                .register(registry);
    }
}
