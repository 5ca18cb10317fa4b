package io.maskgate.models.train;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.data.Augmenter;
import io.maskgate.models.data.PixelStore;
import io.maskgate.models.data.SoftFace;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.metrics.DetectionEvaluator;
import io.maskgate.models.metrics.DetectionReport;
import io.maskgate.models.metrics.TruthFace;
import io.maskgate.models.net.Network;
import io.maskgate.models.teacher.DetectorTeacher;
import io.maskgate.models.teacher.NetworkTeacher;
import io.maskgate.models.teacher.Teacher;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Judges parameters on a data set with libtorch, letterboxed; what {@code evaluate} does with the exported model. */
public final class Validation {
    private static final float MIN_SCORE = 0.01f;
    private static final float SUPPRESSION = 0.6f;
    private static final int BATCH = 20;

    private final PixelStore pictures;
    private final int width;
    private final int height;

    public Validation(PixelStore pictures, int width, int height) {
        this.pictures = pictures;
        this.width = width;
        this.height = height;
    }

    /** Whoever finds faces in letterboxed pictures. */
    @FunctionalInterface
    private interface Finder {
        /** @param pixels uint8 {@code [count,height,width,3]} */
        List<List<Detection>> find(ByteBuffer pixels, int count);
    }

    public DetectionReport of(Network network, ParameterStore parameters, ScalarType type) {
        var backend = new TorchBackend(parameters, false, type);
        var anchors = network.anchors(width, height);
        return of((Tensor bytes) -> Predictions.of(
                Predictions.flatten(network.forward(backend, backend.image(bytes))), anchors, network.bins()));
    }

    private DetectionReport of(Function<Tensor, Predictions> network) {
        return of((pixels, count) -> {
            var predictions = predict(network, pixels, count);
            return IntStream.range(0, count)
                    .mapToObj(picture -> select(predictions, picture, count))
                    .toList();
        });
    }

    /** Judges a teacher by the same pictures of the same size. */
    public DetectionReport of(Teacher teacher) {
        return switch (teacher) {
            case NetworkTeacher own -> of(own::predict);
            case DetectorTeacher other ->
                of((pixels, count) -> other.see(pixels, count, width, height).stream()
                        .map(Validation::detections)
                        .toList());
        };
    }

    private static List<Detection> detections(List<SoftFace> faces) {
        var found = new ArrayList<Detection>();
        for (var face : faces) {
            var box = new Box(face.x0(), face.y0(), face.x1(), face.y1());
            for (var label : MaskLabel.values()) {
                float score = label == MaskLabel.FACEMASK ? face.facemask() : face.noFacemask();
                if (score >= MIN_SCORE) {
                    found.add(new Detection(box, label, score));
                }
            }
        }
        return found;
    }

    private DetectionReport of(Finder finder) {
        var evaluator = new DetectionEvaluator();
        var augmenter = new Augmenter(pictures.dataset(), pictures, AugmentRecipe.none(width, height));
        var buffer = ByteBuffer.allocateDirect(BATCH * width * height * 3).order(ByteOrder.nativeOrder());
        for (int from = 0; from < pictures.size(); from += BATCH) {
            int count = Math.min(BATCH, pictures.size() - from);
            var truth = new ArrayList<List<TruthFace>>();
            buffer.clear();
            for (int i = 0; i < count; i++) {
                var view = augmenter.view(new SplittableRandom(0), from + i);
                buffer.put(view.pixels());
                var faces = new ArrayList<TruthFace>();
                for (var list : List.of(view.faces(), view.ignored())) {
                    for (var face : list) {
                        var box = new Box(face.x0(), face.y0(), face.x1(), face.y1());
                        faces.add(new TruthFace(box, MaskLabel.values()[face.label()]));
                    }
                }
                truth.add(faces);
            }
            var found = finder.find(buffer.flip(), count);
            for (int i = 0; i < count; i++) {
                evaluator.add(found.get(i), truth.get(i));
            }
        }
        return evaluator.report();
    }

    private Predictions predict(Function<Tensor, Predictions> network, ByteBuffer pixels, int count) {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            return network.apply(Tensors.bytes(pixels, count, height, width, 3));
        }
    }

    private List<Detection> select(Predictions predictions, int picture, int pictures) {
        var found = new ArrayList<Detection>();
        int anchors = predictions.boxes().length / 4 / pictures;
        for (int a = 0; a < anchors; a++) {
            int row = picture * anchors + a;
            for (var label : MaskLabel.values()) {
                float score = predictions.scores()[2 * row + label.ordinal()];
                if (score >= MIN_SCORE) {
                    float[] b = predictions.boxes();
                    var box = new Box(b[4 * row], b[4 * row + 1], b[4 * row + 2], b[4 * row + 3]);
                    found.add(new Detection(box.clip(width, height), label, score));
                }
            }
        }
        found.sort(Comparator.comparingDouble(d -> -d.score()));
        var kept = new ArrayList<Detection>();
        for (var candidate : found) {
            boolean free = kept.stream()
                    .noneMatch(k -> k.label() == candidate.label() && k.box().iou(candidate.box()) > SUPPRESSION);
            if (free) {
                kept.add(candidate);
            }
        }
        return kept;
    }
}
