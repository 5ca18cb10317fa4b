package io.maskgate.models.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.fixtures.ExifJpeg;
import io.maskgate.models.synth.SynthCommands;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Photographs of a telephone that was held upright, 96 wide and 160 high as they are to be seen, among upright ones. */
class TurnedPictureTest extends BeforeOwnPictures {
    /** Above left, above right, below left, below right. */
    private static final int[] QUARTERS = {0xE02020, 0x20E020, 0x2020E0, 0xE0E020};

    @Test
    void whatHasNoLabelsIsLabelledAndLearntFromAsItIsToBeSeen() throws IOException {
        Files.write(pictures.resolve("images/00.jpg"), photograph());

        var summary = write(0.9f);

        assertThat(summary.unreadable()).isEmpty();
        assertThat(summary.labelled()).isEqualTo(1);
        var learnt = FaceDataset.read(folder.resolve("own"), "train").images().get(1);
        assertThat(learnt.image()).hasFileName("00.jpg");
        assertThat(learnt.width()).isEqualTo(96);
        assertThat(learnt.height()).isEqualTo(160);
        // The one who labels sees 38 x 64 pixels of it beside 13 of padding, and a face from 16 to 48, 8 to 40.
        assertThat(learnt.facesInPixels()).singleElement().satisfies(face -> {
            assertThat(face.x0()).isCloseTo((16 - 13) * 96 / 38f, within(0.01f));
            assertThat(face.x1()).isCloseTo((48 - 13) * 96 / 38f, within(0.01f));
            assertThat(face.y0()).isCloseTo(8 * 160 / 64f, within(0.01f));
            assertThat(face.y1()).isCloseTo(40 * 160 / 64f, within(0.01f));
        });
        var seen = ImageIO.read(learnt.image().toFile());
        assertClose(seen.getRGB(8, 8), QUARTERS[0]);
        assertClose(seen.getRGB(87, 8), QUARTERS[1]);
        assertClose(seen.getRGB(8, 151), QUARTERS[2]);
        assertClose(seen.getRGB(87, 151), QUARTERS[3]);
    }

    /** A trained model, which answers a little otherwise where the pixels are others. */
    @Test
    void whatLabelsItReadsTheVeryFileThatIsLearntFrom() throws IOException {
        SynthCommands.stills(folder.resolve("drawn"), 1, 5, _ -> {});
        var upright = ImageIO.read(
                folder.resolve("drawn/train/images/synth_00000.jpg").toFile());
        var stored = new BufferedImage(upright.getHeight(), upright.getWidth(), BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < upright.getWidth() * upright.getHeight(); i++) {
            int x = i % upright.getWidth();
            int y = i / upright.getWidth();
            stored.setRGB(y, upright.getWidth() - 1 - x, upright.getRGB(x, y));
        }
        Files.write(pictures.resolve("images/00.jpg"), ExifJpeg.of(stored, "MM", 6));

        try (var labels = PseudoLabels.open(Path.of("zoo/lightmask-320/fp32.onnx"), 0.5f, 0.5f)) {
            new OwnPictures(pictures, 0.25).write(folder.resolve("own"), labels, (_, _) -> _ -> {});

            var split = folder.resolve("own/train");
            assertThat(labels.of(Files.readAllBytes(split.resolve("images/00.jpg"))))
                    .isEqualTo(new PseudoLabels.Answer.Sure(Files.readString(split.resolve("labels/00.txt"))));
        }
    }

    @Test
    void anEmptyLabelFileIsTrueOfItWhicheverWayItLies() throws IOException {
        Files.write(pictures.resolve("images/00.jpg"), photograph());
        Files.writeString(pictures.resolve("labels/00.txt"), "\n");

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(5);
        assertThat(FaceDataset.read(folder.resolve("own"), "train").images().get(1))
                .satisfies(picture -> assertThat(picture.height()).isEqualTo(160))
                .satisfies(picture -> assertThat(picture.faces()).isEmpty());
    }

    @Test
    void ofOneWithBoxesNobodyKnowsWhichWayUpTheyWereDrawn() throws IOException {
        Files.write(pictures.resolve("images/00.jpg"), photograph());
        Files.writeString(pictures.resolve("labels/00.txt"), "0 0.5 0.5 0.2 0.2\n");

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(4);
        assertThat(summary.unreadable())
                .singleElement()
                .asString()
                .contains(
                        "00.jpg: expected a readable RGB or grey picture, found: to be turned by EXIF (orientation 6");
    }

    @Test
    void oneThatBreaksOffIsLeftOutInPlaceOfItsGreyRestBeingLearnt() throws IOException {
        byte[] whole = photograph();
        Files.write(pictures.resolve("images/00.jpg"), Arrays.copyOf(whole, whole.length - 200));

        var summary = write(0.9f);

        assertThat(summary.labelled()).isZero();
        assertThat(summary.unreadable()).singleElement().asString().contains("00.jpg: expected a readable");
    }

    /** Orientation 6: the first row is the right side of what is to be seen, the first column its upper one. */
    private static byte[] photograph() throws IOException {
        var stored = new BufferedImage(160, 96, BufferedImage.TYPE_3BYTE_BGR);
        for (int row = 0; row < 96; row++) {
            for (int column = 0; column < 160; column++) {
                int quarter = (column < 80 ? 0 : 2) + (row < 48 ? 1 : 0);
                stored.setRGB(column, row, QUARTERS[quarter]);
            }
        }
        return ExifJpeg.of(stored, "MM", 6);
    }

    private static void assertClose(int found, int expected) {
        for (int shift : new int[] {16, 8, 0}) {
            assertThat(found >> shift & 0xff)
                    .as("#%06x against #%06x", found & 0xffffff, expected)
                    .isCloseTo(expected >> shift & 0xff, within(24));
        }
    }
}
