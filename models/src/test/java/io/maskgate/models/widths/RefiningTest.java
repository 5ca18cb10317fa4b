package io.maskgate.models.widths;

import static io.maskgate.models.widths.Networks.safetensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.calibrate.ScoreCalibration;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.FineLightMask;
import io.maskgate.models.net.FineWidths;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.LightMaskWidths;
import io.maskgate.models.net.MobileNetV3Small;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefiningTest {
    private final LightMask plain = new LightMask(24);

    @Test
    void whatBothNetworksHaveStaysAndTheNewLevelIsDrawn() {
        var weights = safetensors(plain, TestWeights.randomised(plain));

        var fine = new Refining(1).of(weights);

        assertThat(Architectures.of(fine).architecture()).isEqualTo("lightmask-fine-n24");
        assertThat(fine.metadata())
                .containsEntry("refined", "of lightmask-n24")
                .as("what it was worth before")
                .doesNotContainKey("map50");
        for (var same :
                new String[] {"stem.0.weight", "down3.1.pw.weight", "head.0.cls.out.weight", "up4.mix.bn.var"}) {
            assertThat(fine.values().get(same))
                    .as(same)
                    .isEqualTo(weights.values().get(same));
        }
        assertThat(fine.tensors()).containsKey("head.fine.box.out.weight").doesNotContainKey("head.2.box.out.weight");
        assertThat(new Refining(1).of(weights).values().get("reduce3.weight"))
                .isEqualTo(fine.values().get("reduce3.weight"));
        assertThat(new Refining(2).of(weights).values().get("reduce3.weight"))
                .isNotEqualTo(fine.values().get("reduce3.weight"));
    }

    /** The new level is drawn for logits as they are trained: one calibration cannot be taken back from all. */
    @Test
    void calibratedWeightsAreTakenAsTheyWereTrained() {
        var trained = safetensors(plain, TestWeights.randomised(plain));
        var line = new ScoreCalibration(2, 0.5);
        var calibrated = CalibratedWeights.of(trained, Map.of(MaskLabel.FACEMASK, line, MaskLabel.NO_FACEMASK, line));

        var fine = new Refining(1).of(calibrated);

        assertThat(fine.metadata()).doesNotContainKey("calibration");
        assertThat(fine.values().get("head.0.cls.out.weight"))
                .isEqualTo(trained.values().get("head.0.cls.out.weight"));
        assertThat(fine.values().get("head.fine.cls.out.bias"))
                .isEqualTo(new Refining(1).of(trained).values().get("head.fine.cls.out.bias"));
    }

    @Test
    void widthsOfItsOwnStay() {
        var wide = new LightMask(LightMaskWidths.scaled(1.25));
        var fine = new Refining(1).of(safetensors(wide, TestWeights.randomised(wide)));
        assertThat(Architectures.of(fine)).isEqualTo(new FineLightMask(FineWidths.of(wide.widths())));
    }

    @Test
    void otherNetworksAreRefused() {
        var other = new MobileNetV3Small(16);
        assertThatThrownBy(() -> new Refining(1).of(safetensors(other, TestWeights.randomised(other))))
                .hasMessage(
                        "architecture is mobilenetv3-small-n16, expected a lightmask with levels of strides 8, 16 and 32");
    }
}
