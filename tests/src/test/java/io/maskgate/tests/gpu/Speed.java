package io.maskgate.tests.gpu;

import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InputImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast a detector is, NMS included.
 *
 * @param batch pictures at once
 * @param p50 milliseconds of one batch
 * @param picturesPerSecond over the whole time
 */
record Speed(int batch, int runs, double p50, double p99, double picturesPerSecond) {
    private static final int WARM_UP = 20;

    static Speed of(Detector detector, List<InputImage> pictures, int batch, Duration time) {
        var images = new ArrayList<InputImage>();
        for (int i = 0; i < batch; i++) {
            images.add(pictures.get(i % pictures.size()));
        }
        for (int i = 0; i < WARM_UP; i++) {
            detector.detect(images, 0.5f);
        }
        var taken = new ArrayList<Long>();
        long begin = System.nanoTime();
        do {
            long start = System.nanoTime();
            detector.detect(images, 0.5f);
            taken.add(System.nanoTime() - start);
        } while (System.nanoTime() - begin < time.toNanos());
        double seconds = (System.nanoTime() - begin) / 1e9;
        taken.sort(null);
        return new Speed(
                batch, taken.size(), quantile(taken, 0.5), quantile(taken, 0.99), batch * taken.size() / seconds);
    }

    private static double quantile(List<Long> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.round(share * (sorted.size() - 1)))) / 1e6;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "batch %d: p50 %.2f ms, p99 %.2f ms, %.0f pictures a second (%d runs)",
                batch,
                p50,
                p99,
                picturesPerSecond,
                runs);
    }
}
