package io.maskgate.models.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningCurveTest {
    @TempDir
    private Path folder;

    @Test
    void aResumedRunKeepsTheRowsOfTheEpochsThatAreDone() throws IOException {
        var file = folder.resolve("curve.csv");
        var curve = new LearningCurve(file, 0);
        for (int epoch = 1; epoch <= 3; epoch++) {
            curve.add(new LearningCurve.Row(epoch, 0.001, epoch, 2, 3, 40), Optional.empty());
        }
        var resumed = new LearningCurve(file, 2);
        resumed.add(new LearningCurve.Row(3, 0.001, 30, 2, 3, 40), Optional.empty());

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        LearningCurve.HEADER,
                        "1,0.001000,1.0000,2.0000,3.0000,40.0,,,,,,",
                        "2,0.001000,2.0000,2.0000,3.0000,40.0,,,,,,",
                        "3,0.001000,30.0000,2.0000,3.0000,40.0,,,,,,");
        assertThat(resumed.points("loss_box")).hasSize(3).last().isEqualTo(new double[] {3, 30});
        assertThat(resumed.points("map50")).isEmpty();
    }

    @Test
    void aFileThatIsNoCurveIsRefusedWithItsLine() throws IOException {
        var file = Files.writeString(folder.resolve("curve.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> new LearningCurve(file, 0)).hasMessageStartingWith(file + ":1: expected the header");
        Files.writeString(file, LearningCurve.HEADER + "\n1,2\n");
        assertThatThrownBy(() -> new LearningCurve(file, 0)).hasMessage(file + ":2: expected 12 columns, found 2");
        Files.writeString(file, LearningCurve.HEADER + "\none,,,,,,,,,,,\n");
        assertThatThrownBy(() -> new LearningCurve(file, 0))
                .hasMessage(file + ":2: epoch: expected a number, found one");
    }

    @Test
    void thePictureIsDrawnWithoutADisplay() throws IOException {
        var csv = Files.writeString(
                folder.resolve("curve.csv"),
                LearningCurve.HEADER + "\n1,0.001,0.5,8,2,40,,,,,,\n2,0.001,0.4,6,2,40,0.5,0.2,0.6,0.4,0.9,0.5\n");
        CurvePicture.draw(csv, "a run", folder.resolve("curve.png"));
        var picture = ImageIO.read(folder.resolve("curve.png").toFile());
        assertThat(picture.getWidth()).isEqualTo(960);
        assertThat(picture.getHeight()).isEqualTo(540);
    }
}
