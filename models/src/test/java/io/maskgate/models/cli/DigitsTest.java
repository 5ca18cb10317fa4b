package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.calibrate.ScoreCalibration;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A system's locale may have digits of its own, or a comma for the point: what is read or kept has neither. */
class DigitsTest extends BeforeMaskgate {
    private final Locale usual = Locale.getDefault();

    @AfterEach
    void asUsual() {
        Locale.setDefault(usual);
    }

    @Test
    void whatADataCheckCountsIsReadByThePipeline() throws IOException {
        TinyFaces.write(folder, "train", 2);
        TinyFaces.write(folder, "val", 1);
        Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
        maskgate("data", "check", "--data", folder);
        assertThat(out.toString().lines()).last().asString().startsWith("train 2 pictures, val 1; ");
    }

    @Test
    void whatACalibrationDidIsWrittenAsTheCardWritesIt() {
        Locale.setDefault(Locale.GERMANY);
        assertThat(CalibrateCommand.line(MaskLabel.FACEMASK, new ScoreCalibration(1.4354, 0.9626), 0.0412, 0.0123))
                .isEqualTo("facemask: logit * 1.4354 +0.9626, calibration error 0.0412 before, 0.0123 after");
    }
}
