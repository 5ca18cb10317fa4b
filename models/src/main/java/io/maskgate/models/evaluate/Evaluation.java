package io.maskgate.models.evaluate;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.data.DataCheck;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.LabelledImage;
import io.maskgate.models.metrics.DetectionEvaluator;
import io.maskgate.models.metrics.DetectionReport;
import io.maskgate.models.metrics.TruthFace;
import java.io.IOException;
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
    public static final float MIN_SCORE = 0.001f;

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
        try (var finder = gateway(onnx, threads)) {
            return judge(finder, threads, data, split, progress);
        }
    }

    /**
     * The gateway's own detector.
     *
     * @param onnx a file of the detector contract
     * @throws io.maskgate.hw.inference.InferenceException when it breaks the contract
     */
    public static Finder gateway(Path onnx, int threads) {
        return new GatewayFinder(onnx, threads, MIN_SCORE);
    }

    /**
     * Judges whoever finds faces by every picture of the data set.
     *
     * @param threads of its engine, for the result
     * @param split the data set's name in the result
     * @param progress is told how many pictures are done
     * @throws io.maskgate.hw.inference.InferenceException when the model cannot be run
     * @throws IOException when no picture could be judged
     */
    public static EvaluationResult judge(
            Finder finder, int threads, FaceDataset data, String split, IntConsumer progress) throws IOException {
        var run = new Run(finder);
        for (int i = 0; i < data.size(); i++) {
            run.judge(data.image(i));
            progress.accept(i + 1);
        }
        if (run.durations.count() == 0) {
            throw new IOException("evaluation on " + split + ": expected pictures, found none that can be read; "
                    + String.join("; ", run.unreadable));
        }
        return new EvaluationResult(
                finder.model(),
                finder.engine(),
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

    private static final class Run {
        private final Finder finder;
        private final MediaClock clock = MediaClock.system();
        private final DetectionEvaluator evaluator = new DetectionEvaluator();
        private final Map<String, DetectionEvaluator> bySource = new HashMap<>();
        private final Durations durations = new Durations();
        private final List<String> unreadable = new ArrayList<>();

        private Run(Finder finder) {
            this.finder = finder;
        }

        private void judge(LabelledImage picture) throws IOException {
            byte[] file = Files.readAllBytes(picture.image());
            // The gateway's decoder shows a file that breaks off as far as it goes, and the grey rest would be judged.
            var broken = DataCheck.undecodable(picture.image());
            long start = System.nanoTime();
            try (var frame = StillPicture.decode(file, MOST_PIXELS, clock)) {
                long decoded = System.nanoTime() - start;
                if (broken.isPresent()) {
                    unreadable.add(broken.get().toString());
                    return;
                }
                var found = finder.find(frame);
                durations.add(decoded, found.scaling(), found.engine(), found.selection(), found.processor());
                var truth = truth(picture);
                evaluator.add(found.detections(), truth);
                bySource.computeIfAbsent(picture.source(), _ -> new DetectionEvaluator())
                        .add(found.detections(), truth);
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
