package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DiskMetricsTest {
    @TempDir
    Path folder;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicLong nanos = new AtomicLong();

    /** As a server does, that has other things to do. */
    private Map<String, Double> scrape() {
        return CompletableFuture.supplyAsync(this::numbers, Thread::startVirtualThread)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private Map<String, Double> numbers() {
        return registry.scrape().stream()
                .filter(snapshot -> !snapshot.getDataPoints().isEmpty())
                .collect(Collectors.toMap(
                        snapshot -> snapshot.getMetadata().getName().replace("maskgate_state_disk_", ""),
                        snapshot -> switch (snapshot.getDataPoints().getFirst()) {
                            case GaugeDataPointSnapshot gauge -> gauge.getValue();
                            case CounterDataPointSnapshot counter -> counter.getValue();
                            default -> throw new AssertionError(snapshot);
                        }));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void roomAndSizeOfTheStateFoldersDisk() throws Exception {
        DiskMetrics.register(registry, folder);
        var numbers = scrape();
        assertThat(numbers.get("size_bytes"))
                .isEqualTo(Files.getFileStore(folder).getTotalSpace());
        assertThat(numbers.get("free_bytes")).isPositive().isLessThanOrEqualTo(numbers.get("size_bytes"));
    }

    @Test
    void aFolderThatIsGoneTakesNoOtherNumberWithIt() {
        DiskMetrics.register(registry, folder.resolve("gone"));
        assertThat(scrape()).doesNotContainKeys("free_bytes", "size_bytes").containsEntry("hangs", 0.0);
    }

    /** As a share on the network whose server is away: what asks it never returns, and cannot be interrupted. */
    @Test
    void aDiskThatHangsHoldsNothingUpAndIsSeenToHang() {
        var asked = new AtomicInteger();
        var hangs = new CountDownLatch(1);
        DiskMetrics.register(
                registry,
                new StateDisk(
                        () -> {
                            if (asked.incrementAndGet() == 2) {
                                uninterruptibly(hangs);
                            }
                            return new StateDisk.Room(1000 - asked.get(), 1000);
                        },
                        Duration.ofSeconds(1),
                        nanos::get));
        try (var log = LogListener.to(StateDisk.class, line -> line.getLevel().getName())) {
            assertThat(scrape()).containsEntry("free_bytes", 999.0).containsEntry("age_seconds", 0.0);

            for (int minute = 1; minute <= 3; minute++) {
                pass(Duration.ofMinutes(1));
                assertThat(scrape())
                        .containsEntry("free_bytes", 999.0)
                        .containsEntry("size_bytes", 1000.0)
                        .containsEntry("age_seconds", minute * 60.0)
                        .containsEntry("hangs", 1.0);
            }
            assertThat(asked).as("threads that wait for it: one").hasValue(2);
            assertThat(log.lines()).containsExactly("WARNING");

            hangs.countDown();
            await().untilAsserted(() -> assertThat(log.lines()).containsExactly("WARNING", "INFO"));
            assertThat(scrape()).containsEntry("free_bytes", 998.0).containsEntry("age_seconds", 0.0);
            pass(Duration.ofMinutes(1));
            assertThat(scrape()).containsEntry("free_bytes", 997.0).containsEntry("hangs", 1.0);
        } finally {
            hangs.countDown();
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // As the kernel does.
            }
        }
    }
}
