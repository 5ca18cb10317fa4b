package io.maskgate.daemon.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** Room on the disk of the state folder, read when asked for: an alarm on it comes before events are lost. */
public final class DiskMetrics {
    /** A disk that is well answers within a millisecond, one that sleeps within seconds: then at the next scrape. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private DiskMetrics() {}

    /** @param state folder of the outbox; a number is missing while it cannot be read */
    public static void register(PrometheusRegistry registry, Path state) {
        register(
                registry,
                new StateDisk(
                        () -> {
                            var disk = Files.getFileStore(state);
                            return new StateDisk.Room(disk.getUsableSpace(), disk.getTotalSpace());
                        },
                        PATIENCE,
                        System::nanoTime));
    }

    static void register(PrometheusRegistry registry, StateDisk disk) {
        bytes(registry, disk, "free", "Bytes the daemon may still write.", StateDisk.Room::free);
        bytes(registry, disk, "size", "Bytes in all.", StateDisk.Room::size);
        GaugeWithCallback.builder()
                .name("maskgate_state_disk_age_seconds")
                .help(
                        "Time since the disk of the state folder last said how much room it has; it grows while the disk hangs.")
                .callback(callback -> disk.known().age().ifPresent(callback::call))
                .register(registry);
        CounterWithCallback.builder()
                .name("maskgate_state_disk_hangs")
                .help("Times the disk of the state folder did not say in time how much room it has; its numbers are of"
                        + " before then.")
                .callback(callback -> callback.call(disk.known().hangs()))
                .register(registry);
    }

    private static void bytes(
            PrometheusRegistry registry,
            StateDisk disk,
            String what,
            String help,
            ToLongFunction<StateDisk.Room> value) {
        GaugeWithCallback.builder()
                .name("maskgate_state_disk_" + what + "_bytes")
                .help("Disk of the state folder: " + help)
                .callback(callback -> disk.known().room().ifPresent(room -> callback.call(value.applyAsLong(room))))
                .register(registry);
    }
}
