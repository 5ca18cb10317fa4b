package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.SoftFace;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.evaluate.Finder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Somebody's ONNX detector, asked as a teacher is, to be judged as our own models are. */
public final class ForeignFinder implements Finder {
    private static final String ENDING = ".onnx";

    private final ForeignDetector detector;
    private final Optional<View> view;
    private final ModelInfo model;
    private final String engine;
    private final Letterboxer letterboxer = new Letterboxer();
    private Optional<InputImage> last = Optional.empty();

    /** The size of the view a picture is letterboxed into before the detector is asked. */
    public record View(int width, int height) {
        public View {
            require(width, "width");
            require(height, "height");
        }

        private static void require(int pixels, String side) {
            int most = FaceDataset.MOST_SIDE;
            Columns.require(pixels >= 1 && pixels <= most, "view " + side, pixels, "1 to " + most);
        }
    }

    private ForeignFinder(ForeignDetector detector, ModelInfo model, String engine, Optional<View> view) {
        this.detector = detector;
        this.model = model;
        this.engine = engine;
        this.view = view;
    }

    /**
     * Loads it.
     *
     * @param view as a student's; empty: it is asked about the whole picture as it is
     * @param threads of the engine; 1 is the caller's own
     * @throws IllegalArgumentException naming file, line and key of the adapter, what was expected and what was found
     * @throws io.maskgate.hw.inference.InferenceException naming what of the file does not fit its adapter
     */
    public static ForeignFinder open(Path onnx, Path adapter, Optional<View> view, int threads) throws IOException {
        var says = Adapter.read(adapter);
        var engine = "onnxruntime cpu, asked by " + adapter.getFileName()
                + view.map(size -> " in views of " + size.width() + "x" + size.height())
                        .orElse("");
        var detector = new ForeignDetector(onnx, says, threads);
        try {
            return new ForeignFinder(detector, info(onnx, says), engine, view);
        } catch (IOException e) {
            detector.close();
            throw e;
        }
    }

    /** What our own files say of themselves; how many predictions there are before NMS, nobody says. */
    private static ModelInfo info(Path onnx, Adapter says) throws IOException {
        String file = String.valueOf(onnx.getFileName());
        String name = file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file;
        return new ModelInfo(
                name, Sha256.of(onnx), says.input().width(), says.input().height(), 0, MaskLabel.texts());
    }

    @Override
    public ModelInfo model() {
        return model;
    }

    @Override
    public String engine() {
        return engine;
    }

    @Override
    public Found find(DecodedFrame picture) {
        long start = System.nanoTime();
        var input = input(picture);
        letterboxer.scale(picture, input);
        var pixels = new byte[input.width() * input.height() * 3];
        input.pixels().get(0, pixels);
        long scaled = System.nanoTime() - start;
        var sight = detector.look(pixels, input.width(), input.height());
        return new Found(
                detections(sight.faces(), input),
                scaled + sight.scaling(),
                sight.engine(),
                sight.reading(),
                sight.processor());
    }

    /** That of the last picture, if this one fills it too. */
    private InputImage input(DecodedFrame picture) {
        int width = view.map(View::width).orElse(picture.width());
        int height = view.map(View::height).orElse(picture.height());
        if (last.isEmpty() || last.get().width() != width || last.get().height() != height) {
            last = new InputPool(1, width, height).acquire();
        }
        return last.orElseThrow();
    }

    /** A face is found under both labels, as our own detectors find it, each with its probability. */
    private static List<Detection> detections(List<SoftFace> faces, InputImage input) {
        var found = new ArrayList<Detection>();
        for (var face : faces) {
            var box = input.letterbox().toSource(new Box(face.x0(), face.y0(), face.x1(), face.y1()));
            if (box.width() > 0 && box.height() > 0) {
                add(found, box, MaskLabel.FACEMASK, face.facemask());
                add(found, box, MaskLabel.NO_FACEMASK, face.noFacemask());
            }
        }
        return found;
    }

    private static void add(List<Detection> found, Box box, MaskLabel label, float score) {
        if (score >= Evaluation.MIN_SCORE) {
            found.add(new Detection(box, label, score));
        }
    }

    @Override
    public void close() {
        letterboxer.close();
        detector.close();
    }
}
