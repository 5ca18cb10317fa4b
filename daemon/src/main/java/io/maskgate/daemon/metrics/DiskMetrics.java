package io.maskgate.daemon.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Room on the disk of the state folder, read when asked for: an alarm on it comes before events are lost. */
public final class DiskMetrics {
    private DiskMetrics() {}

    /** @param state folder of the outbox; a number is missing while it cannot be read */
    public static void register(PrometheusRegistry registry, Path state) {
        gauge(
                registry,
                "free",
                "Bytes the daemon may still write.",
                () -> Files.getFileStore(state).getUsableSpace());
        gauge(registry, "size", "Bytes in all.", () -> Files.getFileStore(state).getTotalSpace());
    }

    private interface Reading {
        long bytes() throws IOException;
    }

    private static void gauge(PrometheusRegistry registry, String what, String help, Reading reading) {
        GaugeWithCallback.builder()
                .name("maskgate_state_disk_" + what + "_bytes")
                .help("Disk of the state folder: " + help)
                .callback(callback -> {
                    try {
                        callback.call(reading.bytes());
                    } catch (IOException _) {
                        // A number that is missing says it; an exception would take all other numbers with it.
                    }
                })
                .register(registry);
    }
}
