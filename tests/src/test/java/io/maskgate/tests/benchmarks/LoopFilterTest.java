package io.maskgate.tests.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.tests.support.RealPictures;
import io.maskgate.tests.support.Repository;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** While nobody watches, pictures are decoded without the loop filter: that must cost no faces. */
class LoopFilterTest {
    private static final float THRESHOLD = 0.7f;
    /** Pictures of each clip, half a second apart: the drift grows to the end of a group of pictures. */
    private static final int EACH = 16;

    @Test
    void theSameFacesAreFoundWithoutIt() throws Exception {
        var model = new ModelZoo(List.of(Repository.root().resolve("models/zoo"))).resolve("lightmask-320");
        int with = 0;
        int without = 0;
        int same = 0;
        try (var detector = OnnxDetector.open(model.onnx(Precision.FP32), InferenceOptions.defaults())) {
            for (var clip : RealPictures.clips()) {
                var filtered = faces(clip, detector, true);
                var plain = faces(clip, detector, false);
                with += count(filtered);
                without += count(plain);
                same += matched(filtered, plain);
            }
        }
        System.out.printf("faces with the loop filter %d, without %d, the same %d%n", with, without, same);
        assertThat(with).as("faces to compare").isGreaterThan(15);
        assertThat(without).isGreaterThanOrEqualTo((int) (0.95 * with));
        assertThat(same).isGreaterThanOrEqualTo((int) (0.93 * with));
    }

    private static List<List<Detection>> faces(Path clip, Detector detector, boolean loopFilter) throws Exception {
        return RealPictures.of(List.of(clip), detector.model(), EACH, loopFilter).stream()
                .map(picture -> detector.detect(List.of(picture), THRESHOLD).getFirst())
                .toList();
    }

    private static int count(List<List<Detection>> faces) {
        return faces.stream().mapToInt(List::size).sum();
    }

    /** Faces of the first that are in the second with the same label. */
    private static int matched(List<List<Detection>> first, List<List<Detection>> second) {
        int found = 0;
        for (int picture = 0; picture < first.size(); picture++) {
            var others = second.get(picture);
            found += (int) first.get(picture).stream()
                    .filter(face -> others.stream()
                            .anyMatch(other ->
                                    other.label() == face.label() && other.box().iou(face.box()) > 0.7))
                    .count();
        }
        return found;
    }
}
