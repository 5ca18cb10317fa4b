package io.maskgate.models.evaluate;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.LabelledImage;
import io.maskgate.models.metrics.DetectionEvaluator;
import io.maskgate.models.metrics.DetectionReport;
import io.maskgate.models.metrics.TruthFace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Runs one model file over annotated pictures, one at a time.
 *
 * @param onnx a file of the detector contract
 * @param threads of the engine; 1 is the caller's own
 */
public record Evaluation(Path onnx, int threads) {
    /** Low, since average precision looks at the whole curve. */
    private static final float MIN_SCORE = 0.001f;

    private static final long MOST_PIXELS = 64_000_000;

    /**
     * Judges every picture of the data set.
     *
     * @param split the data set's name in the result
     * @param progress is told how many pictures are done
     * @throws io.maskgate.hw.inference.InferenceException when the model cannot be run
     * @throws IOException when no picture could be judged
     */
    public EvaluationResult run(FaceDataset data, String split, IntConsumer progress) throws IOException {
        var options = InferenceOptions.defaults().withThreads(threads).withMaxBatch(1);
        try (var detector = OnnxDetector.open(onnx, options);
                var letterboxer = new Letterboxer()) {
            var pool =
                    new InputPool(1, detector.model().width(), detector.model().height());
            try (var input = pool.acquire().orElseThrow()) {
                var run = new Run(detector, letterboxer, input);
                for (int i = 0; i < data.size(); i++) {
                    run.judge(data.image(i));
                    progress.accept(i + 1);
                }
                if (run.durations.count() == 0) {
                    throw new IOException("evaluation on " + split
                            + ": expected pictures, found none that can be read; " + String.join("; ", run.unreadable));
                }
                return new EvaluationResult(
                        detector.model(),
                        detector.engine(),
                        threads,
                        split,
                        data.sha256(),
                        run.unreadable,
                        run.evaluator.report(),
                        run.sources(),
                        run.evaluator.outcomes(),
                        run.evaluator.outcomesBySize(),
                        run.durations.medians());
            }
        }
    }

    private static final class Run {
        private final Detector detector;
        private final Letterboxer letterboxer;
        private final InputImage input;
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final MediaClock clock = MediaClock.system();
        private final DetectionEvaluator evaluator = new DetectionEvaluator();
        private final Map<String, DetectionEvaluator> bySource = new HashMap<>();
        private final Durations durations = new Durations();
        private final List<String> unreadable = new ArrayList<>();

        private Run(Detector detector, Letterboxer letterboxer, InputImage input) {
            this.detector = detector;
            this.letterboxer = letterboxer;
            this.input = input;
        }

        private void judge(LabelledImage picture) throws IOException {
            byte[] file = Files.readAllBytes(picture.image());
            long start = System.nanoTime();
            try (var frame = StillPicture.decode(file, MOST_PIXELS, clock)) {
                long decoded = System.nanoTime();
                letterboxer.scale(frame, input);
                long scaled = System.nanoTime();
                long before = detector.stats().engineNanos();
                long processorBefore = threads.getCurrentThreadCpuTime();
                var found = detector.detect(List.of(input), MIN_SCORE).getFirst();
                long engine = detector.stats().engineNanos() - before;
                long processor = threads.getCurrentThreadCpuTime() - processorBefore;
                long selection = System.nanoTime() - scaled - engine;
                durations.add(decoded - start, scaled - decoded, engine, selection, processor);
                var truth = truth(picture);
                evaluator.add(found, truth);
                bySource.computeIfAbsent(picture.source(), _ -> new DetectionEvaluator())
                        .add(found, truth);
            } catch (VideoException e) {
                unreadable.add(picture.image() + ": " + e.getMessage());
            }
        }

        private Map<String, DetectionReport> sources() {
            return bySource.size() < 2
                    ? Map.of()
                    : bySource.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, entry -> entry.getValue().report()));
        }

        private static List<TruthFace> truth(LabelledImage picture) {
            return picture.facesInPixels().stream()
                    .map(face -> new TruthFace(
                            new Box(face.x0(), face.y0(), face.x1(), face.y1()), MaskLabel.values()[face.label()]))
                    .toList();
        }
    }
}
