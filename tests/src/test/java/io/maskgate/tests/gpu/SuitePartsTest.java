package io.maskgate.tests.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.tests.support.RealPictures;
import io.maskgate.tests.support.Repository;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the suite is made of, on the processor. */
class SuitePartsTest {
    private static Detection face(float x, MaskLabel label) {
        return new Detection(new Box(x, 0, x + 10, 10), label, 0.9f);
    }

    @Test
    void agreementCountsFacesOfOneLabelAndPlace() {
        var masked = MaskLabel.FACEMASK;
        var first = List.of(List.of(face(0, masked), face(50, masked)), List.of(face(0, masked)));
        var second = List.of(
                List.of(face(1, masked), face(50, MaskLabel.NO_FACEMASK)), List.of(face(0, masked), face(80, masked)));
        var found = Agreement.of(first, second, 0.6);
        // IoU of two boxes of 10 x 10 one pixel apart: 90 / 110
        assertThat(found.meanOverlap()).isCloseTo((1 + 90 / 110.0) / 2, within(1e-6));
        assertThat(found)
                .extracting(Agreement::expected, Agreement::matched, Agreement::extra)
                .containsExactly(3, 2, 2);
        assertThat(found.share()).isCloseTo(2 / 5.0, within(1e-9));
        assertThat(Agreement.of(List.of(List.of()), List.of(List.of()), 0.6).share())
                .isEqualTo(1);
    }

    @Test
    void picturesAreReadAndTimed() throws Exception {
        var file = new ModelZoo(List.of(Repository.root().resolve("models/zoo")))
                .resolve("lightmask-320")
                .onnx();
        try (var cpu = OnnxDetector.open(
                file, InferenceOptions.defaults().withThreads(1).withMaxBatch(2))) {
            var pictures = RealPictures.of(List.of(RealPictures.clips().getLast()), cpu.model(), 4);
            assertThat(pictures).hasSize(4);
            var found = cpu.detect(pictures, 0.5f);
            assertThat(found.stream().mapToInt(List::size).sum()).isPositive();
            assertThat(Agreement.of(found, found, 0.99).share()).isEqualTo(1);
            var speed = Speed.of(cpu, pictures, 2, Duration.ofMillis(100));
            assertThat(speed.p99()).isGreaterThanOrEqualTo(speed.p50());
            assertThat(speed.text()).matches("batch 2: p50 .* ms, p99 .* ms, \\d+ pictures a second .*");
        }
    }
}
