package io.maskgate.models.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.export.OracleModel;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that sees the same face in every picture. */
class OwnPicturesTest {
    private static final float[] BOX = {16, 8, 48, 40};

    @TempDir
    private Path folder;

    private Path pictures;

    @BeforeEach
    void pictures() throws IOException {
        TinyFaces.write(folder, "some", 4);
        pictures = folder.resolve("some");
    }

    @Test
    void labelsOfTheOwnerStayAndTheRestGetsThoseOfASureModel() throws IOException {
        Files.delete(pictures.resolve("labels/3.txt"));
        Files.writeString(pictures.resolve("images/broken.jpg"), "no picture");

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(3);
        assertThat(summary.labelled()).isEqualTo(1);
        assertThat(summary.unreadable()).singleElement().asString().contains("broken.jpg");
        var val = FaceDataset.read(folder.resolve("own"), "val");
        assertThat(val.images()).singleElement().satisfies(picture -> {
            assertThat(picture.image()).hasFileName("3.png");
            assertThat(picture.facesInPixels()).singleElement().satisfies(face -> {
                assertThat(face.label()).isEqualTo(1);
                assertThat(face.x0()).isEqualTo(16);
                assertThat(face.y1()).isEqualTo(40);
            });
        });
        assertThat(folder.resolve("own/train/labels/1.txt")).hasSameTextualContentAs(pictures.resolve("labels/1.txt"));
        assertThat(folder.resolve("own/summary.json")).content().contains("\"model\" : \"oracle@01234567\"");
    }

    @Test
    void aPictureWithAFaceInDoubtAndOneWithNoneAreLeftOut() throws IOException {
        Files.delete(pictures.resolve("labels/3.txt"));
        assertThat(write("unsure", 0.5f).unsure()).isEqualTo(1);
        assertThat(write("empty", 0.1f).empty()).isEqualTo(1);
    }

    @Test
    void tooFewPicturesAreRefusedWithTheReason() throws IOException {
        for (int i = 1; i < 4; i++) {
            Files.delete(pictures.resolve("labels/" + i + ".txt"));
        }
        assertThatThrownBy(() -> write(0.5f))
                .hasMessageEndingWith(
                        "expected pictures with labels for train and val, found 1 (3 left out as unsure, 0"
                                + " without a face, 0 unreadable)");
        assertThatThrownBy(() -> new OwnPictures(pictures, 1)).hasMessage("val: expected between 0 and 1, found 1.0");
    }

    @Test
    void aFolderThatHoldsADataSetIsRefusedAndStaysAsItIs() throws IOException {
        write(0.9f);
        Files.delete(pictures.resolve("images/3.png"));
        assertThatThrownBy(() -> write(0.9f))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("own/train") + ": expected a new folder, found a data set; choose another");
        assertThat(folder.resolve("own/val/images/3.png")).exists();
        assertThat(folder.resolve("own/val/images/2.png")).doesNotExist();
    }

    private OwnPictures.Summary write(float score) throws IOException {
        return write("own", score);
    }

    private OwnPictures.Summary write(String name, float score) throws IOException {
        var onnx = folder.resolve("oracle.onnx");
        OracleModel.write(onnx, 64, 64, BOX, new float[] {0, score});
        try (var labels = PseudoLabels.open(onnx, 0.7f, 0.2f)) {
            return new OwnPictures(pictures, 0.25).write(folder.resolve(name), labels, _ -> {});
        }
    }
}
