package io.maskgate.models.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.export.OracleModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code model.precision: auto} chooses by. */
class SpeedTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final List<String> looked = new ArrayList<>();

    private static List<InputImage> pictures(int count) {
        var pool = new InputPool(count, 64, 64);
        var pictures = new ArrayList<InputImage>();
        for (int i = 0; i < count; i++) {
            pictures.add(pool.acquire().orElseThrow());
        }
        return pictures;
    }

    /** A detector that takes so long, from the second look on; the last look takes a second. */
    private Consumer<InputImage> taking(Precision precision, long millis, int looks) {
        var count = new AtomicLong();
        return _ -> {
            looked.add(precision.text());
            long n = count.incrementAndGet();
            now.addAndGet((n == 1 || n == looks ? 1000 : millis) * MILLI);
        };
    }

    @Test
    void eachPrecisionHasTheMedianOfItsOwnTimesAfterTheWarmUp() {
        // Three for the warm-up, five that count.
        var looks = new LinkedHashMap<Precision, Consumer<InputImage>>();
        looks.put(Precision.FP32, taking(Precision.FP32, 10, 8));
        looks.put(Precision.FP16, taking(Precision.FP16, 8, 8));
        looks.put(Precision.INT8, taking(Precision.INT8, 4, 8));

        var speed = Speed.inTurns(looks, pictures(2), 5, now::get);

        assertThat(speed)
                .isEqualTo(new Speed(5, Map.of(Precision.FP32, 10.0, Precision.FP16, 8.0, Precision.INT8, 4.0)));
        assertThat(speed.gain(Precision.INT8)).isEqualTo(2.5);
        assertThat(looked).hasSize(24).startsWith("fp32", "fp16", "int8", "fp32", "fp16", "int8");
    }

    /** On a busy machine the time of day would let int8 lose by chance. */
    @Test
    void timeInWhichAThreadOnlyWaitsIsNotCounted() throws InterruptedException {
        long wall = System.nanoTime();
        long start = Speed.processorNanos();
        assertThat(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)).isFalse();
        long used = Speed.processorNanos() - start;
        assertThat(System.nanoTime() - wall)
                .isGreaterThan(Duration.ofMillis(150).toNanos());
        assertThat(used).isBetween(0L, Duration.ofMillis(100).toNanos());
    }

    @Test
    void everyFileIsTimedBySpentProcessorTime(@TempDir Path folder) throws Exception {
        var files = new LinkedHashMap<Precision, Path>();
        for (var precision : Precision.values()) {
            files.put(precision, folder.resolve(precision.fileName()));
            OracleModel.write(files.get(precision), 64, 64, new float[4], new float[2]);
        }
        long before = Speed.processorNanos();
        var speed = Speed.measure(files, pictures(1), 9);
        double spent = (Speed.processorNanos() - before) / 1e6;

        assertThat(speed.milliseconds()).containsOnlyKeys(Precision.values());
        // Half of the nine looks of each took the median or longer.
        assertThat(speed.milliseconds().values())
                .allSatisfy(median -> assertThat(5 * median).isPositive().isLessThanOrEqualTo(spent));
    }

    /** A zero would say that nothing is faster, and each gateway with the model would take float32. */
    @Test
    void whatWasNotTimedHasNoTime() {
        var speed = new Speed(60, Map.of(Precision.INT8, 4.0, Precision.FP16, 8.0));
        assertThatThrownBy(() -> speed.hundredths(Precision.FP32))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("times on one thread: expected one of fp32, found those of [fp16, int8]; measure it too");
        assertThatThrownBy(() -> speed.gain(Precision.INT8)).isInstanceOf(IllegalStateException.class);
        assertThat(new Speed(60, Map.of(Precision.FP32, 6.016)).hundredths(Precision.FP32))
                .isEqualTo(6.02);
    }
}
