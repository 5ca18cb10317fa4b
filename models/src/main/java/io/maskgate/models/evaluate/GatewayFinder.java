package io.maskgate.models.evaluate;

import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.Letterboxer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;

/** The gateway's own detector, with its letterbox and NMS. */
final class GatewayFinder implements Finder {
    private final Detector detector;
    private final Letterboxer letterboxer;
    private final InputImage input;
    private final float minScore;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** @throws io.maskgate.hw.inference.InferenceException when the file breaks the detector contract */
    GatewayFinder(Path onnx, int threads, float minScore) {
        detector = OnnxDetector.open(
                onnx, InferenceOptions.defaults().withThreads(threads).withMaxBatch(1));
        letterboxer = new Letterboxer();
        input = new InputPool(1, detector.model().width(), detector.model().height())
                .acquire()
                .orElseThrow();
        this.minScore = minScore;
    }

    @Override
    public ModelInfo model() {
        return detector.model();
    }

    @Override
    public String engine() {
        return detector.engine();
    }

    @Override
    public Found find(DecodedFrame picture) {
        long start = System.nanoTime();
        letterboxer.scale(picture, input);
        long scaled = System.nanoTime();
        long before = detector.stats().engineNanos();
        long processorBefore = threads.getCurrentThreadCpuTime();
        var found = detector.detect(List.of(input), minScore).getFirst();
        long engine = detector.stats().engineNanos() - before;
        long processor = threads.getCurrentThreadCpuTime() - processorBefore;
        return new Found(found, scaled - start, engine, System.nanoTime() - scaled - engine, processor);
    }

    @Override
    public void close() {
        input.close();
        letterboxer.close();
        detector.close();
    }
}
