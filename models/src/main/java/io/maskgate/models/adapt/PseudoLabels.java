package io.maskgate.models.adapt;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.data.FaceDataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A detector as the one who labels: its answer counts where it is sure of all faces of a picture. Not thread-safe. */
public final class PseudoLabels implements AutoCloseable {
    /** What training reads. */
    static final long MOST_PIXELS = (long) FaceDataset.MOST_SIDE * FaceDataset.MOST_SIDE;

    private final Detector detector;
    private final Letterboxer letterboxer = new Letterboxer();
    private final InputImage input;
    private final MediaClock clock = MediaClock.system();
    private final float sure;
    private final float unsure;

    private PseudoLabels(Detector detector, float sure, float unsure) {
        this.detector = detector;
        this.sure = sure;
        this.unsure = unsure;
        input = new InputPool(1, detector.model().width(), detector.model().height())
                .acquire()
                .orElseThrow();
    }

    /**
     * Opens the model.
     *
     * @param sure least score of a label
     * @param unsure a detection from this score up to {@code sure} means that the picture is left out
     */
    public static PseudoLabels open(Path onnx, float sure, float unsure) {
        if (!(unsure > 0 && unsure <= sure && sure <= 1)) {
            throw new IllegalArgumentException(
                    "expected 0 < unsure <= sure <= 1, found unsure " + unsure + ", sure " + sure);
        }
        // Whatever its label, a face is one face.
        var options = InferenceOptions.defaults().withMaxBatch(1).withAcrossLabels(true);
        return new PseudoLabels(OnnxDetector.open(onnx, options), sure, unsure);
    }

    /** What the model says of a picture. */
    public sealed interface Answer {
        /** @param rows {@code class cx cy w h}, fractions of the picture, a line each */
        record Sure(String rows) implements Answer {}

        /** There is a face of which it is not sure. */
        record Unsure() implements Answer {}

        /** There is no face. */
        record Empty() implements Answer {}

        /** The picture cannot be read. */
        record Unreadable(String why) implements Answer {}
    }

    /** @param picture the very file that will be learnt from */
    Answer of(byte[] picture) {
        try (var frame = StillPicture.decode(picture, MOST_PIXELS, clock)) {
            letterboxer.scale(frame, input);
            var found = detector.detect(List.of(input), unsure).getFirst();
            if (found.isEmpty()) {
                return new Answer.Empty();
            }
            if (found.stream().anyMatch(detection -> detection.score() < sure)) {
                return new Answer.Unsure();
            }
            var rows = new StringBuilder();
            var placed = input.letterbox();
            found.forEach(detection -> rows.append(row(detection, placed.sourceWidth(), placed.sourceHeight())));
            return new Answer.Sure(rows.toString());
        } catch (VideoException e) {
            return new Answer.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static String row(Detection detection, double width, double height) {
        var box = detection.box();
        return String.format(
                Locale.ROOT,
                "%d %.6f %.6f %.6f %.6f%n",
                detection.label().ordinal(),
                (box.x0() + box.x1()) / 2 / width,
                (box.y0() + box.y1()) / 2 / height,
                box.width() / width,
                box.height() / height);
    }

    String model() {
        return detector.model().tag();
    }

    float sure() {
        return sure;
    }

    float unsure() {
        return unsure;
    }

    @Override
    public void close() {
        input.close();
        letterboxer.close();
        detector.close();
    }
}
