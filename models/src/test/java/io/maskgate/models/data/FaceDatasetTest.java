package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaceDatasetTest {
    @TempDir
    Path root;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(root.resolve("train/images"));
        Files.createDirectories(root.resolve("train/labels"));
    }

    @Test
    void readsPicturesSortedByNameWithTheirFaces() throws IOException {
        picture("b.png", 20, 10);
        label("b.txt", "1 0.5 0.5 0.2 0.4\n");
        picture("a.jpg", 40, 30);
        label("a.txt", "0 0.25 0.5 0.5 1\n\n1 0.75 0.5 0.5 1");

        var data = read();

        assertThat(data.problems()).isEmpty();
        assertThat(data.images())
                .extracting(image -> image.image().getFileName().toString())
                .containsExactly("a.jpg", "b.png");
        assertThat(data.image(0).facesInPixels())
                .containsExactly(new Face(0, 0, 20, 30, 0), new Face(20, 0, 40, 30, 1));
        assertThat(data.faces(0)).isEqualTo(1);
        assertThat(data.faces(1)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0.5 0.5 0.2       | expected 5 fields `class cx cy w h`, found 4
            0 0.5 0.5 0.2 0.2 1 | expected 5 fields `class cx cy w h`, found 6
            2 0.5 0.5 0.2 0.2   | expected class 0 (facemask) or 1 (no facemask), found '2'
            0.0 0.5 0.5 0.2 0.2 | expected class 0 (facemask) or 1 (no facemask), found '0.0'
            0 half 0.5 0.2 0.2  | expected a number for cx, found 'half'
            0 0.5 NaN 0.2 0.2   | expected a number for cy, found 'NaN'
            0 0.5 0.5 1e99 0.2  | expected a number for w, found '1e99'
            0 0.5 0.5 0.2 ﬁve   | expected a number for h, found '???ve'
            0 0.5 0.5 0 0.2     | expected a box with width and height above 0, found 0.0000 x 0.2000
            0 0.5 0.5 0.2 -0.2  | expected a box with width and height above 0, found 0.2000 x -0.2000
            0 0.95 0.5 0.2 0.2  | expected a box within 0..1, found x 0.8500..1.0500, y 0.4000..0.6000
            0 0.5 0.05 0.2 0.2  | expected a box within 0..1, found x 0.4000..0.6000, y -0.0500..0.1500
            """)
    void aBrokenRowIsNamedWithItsLineAndItsPictureLeftOut(String row, String reason) throws IOException {
        picture("a.png", 20, 10);
        Path file = label("a.txt", "1 0.5 0.5 0.2 0.4\n" + row + "\n0 0.5 0.5 0.2 0.4\n");
        picture("b.png", 20, 10);
        label("b.txt", "1 0.5 0.5 0.2 0.4\n");

        var data = read();

        assertThat(data.problems()).containsExactly(new DataProblem(file, 2, reason));
        assertThat(data.problems().getFirst()).hasToString(file + ":2: " + reason);
        assertThat(data.images())
                .as("a picture with a face that nobody labelled teaches that it is none")
                .extracting(image -> image.image().getFileName().toString())
                .containsExactly("b.png");
    }

    @Test
    void aBoxOverTheEdgeByRoundingIsCutToIt() throws IOException {
        picture("a.png", 20, 10);
        label("a.txt", "0 0.9005 0.5 0.2 1.0008\n");

        var data = read();

        assertThat(data.problems()).isEmpty();
        assertThat(data.image(0).faces().getFirst().x1()).isEqualTo(1);
        assertThat(data.image(0).faces().getFirst().y0()).isZero();
    }

    @Test
    void theMarkThatEditorsPutBeforeTheFirstRowSaysNothing() throws IOException {
        picture("a.png", 20, 10);
        label("a.txt", "\ufeff1 0.5 0.5 0.2 0.4\r\n");

        assertThat(read().problems()).isEmpty();
        assertThat(read().image(0).faces()).extracting(Face::label).containsExactly(1);
    }

    @Test
    void missingPartnersAreNamed() throws IOException {
        Path lonely = picture("lonely.png", 20, 10);
        Path label = label("nothing.txt", "0 0.5 0.5 0.2 0.2\n");
        picture("twice.jpg", 20, 10);
        Path twice = picture("twice.png", 20, 10);
        label("twice.txt", "0 0.5 0.5 0.2 0.2\n");

        var data = read();

        assertThat(data.size()).isEqualTo(1);
        assertThat(data.problems())
                .containsExactlyInAnyOrder(
                        new DataProblem(lonely, 0, "expected the label file labels/lonely.txt, found none"),
                        new DataProblem(label, 0, "expected a picture of this name in images, found none"),
                        new DataProblem(twice, 0, "expected one picture of this name, found also twice.jpg"));
    }

    /** As label programs write it beside them. */
    @Test
    void theNamesOfClassesAreNoLabels() throws IOException {
        picture("a.png", 20, 10);
        label("a.txt", "0 0.5 0.5 0.2 0.2\n");
        label("classes.txt", "facemask\nno facemask\n");
        assertThat(read().problems()).isEmpty();

        picture("classes.png", 20, 10);
        assertThat(read().problems()).as("a picture's").isNotEmpty();
    }

    @Test
    void aTextFileNamedJpgIsAProblemOfThatPicture() throws IOException {
        Path file = Files.writeString(root.resolve("train/images/a.jpg"), "not a picture");
        label("a.txt", "0 0.5 0.5 0.2 0.2\n");

        var data = read();

        assertThat(data.size()).isZero();
        assertThat(data.problems())
                .containsExactly(new DataProblem(
                        file, 0, "expected a readable RGB or grey picture, found: neither JPEG nor PNG"));
    }

    @Test
    void anEmptyLabelFileIsAPictureWithoutFaces() throws IOException {
        picture("a.png", 20, 10);
        label("a.txt", "");

        assertThat(read().image(0).faces()).isEmpty();
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void aMissingFolderIsSaidAtOnce() {
        assertThatThrownBy(() -> FaceDataset.read(root, "val"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(Path.of("val", "images").toString());
    }

    @Test
    void theHashChangesWithNamesAndLabels() throws IOException {
        picture("a.png", 20, 10);
        label("a.txt", "0 0.5 0.5 0.2 0.2\n");
        String first = read().sha256();
        // printf 'a.png\n18\n0 0.5 0.5 0.2 0.2\n' | sha256sum
        assertThat(first).isEqualTo("67ac8eba27799ee252169931927a5a08f95106e2ab826061ce77ae206a3b085f");

        label("a.txt", "1 0.5 0.5 0.2 0.2\n");
        assertThat(read().sha256()).isNotEqualTo(first);
    }

    @Test
    void theContentIsThatOfThePicturesThatStay() throws IOException {
        picture("a.png", 20, 10);
        label("a.txt", "0 0.5 0.5 0.2 0.2\n");
        String first = read().content();
        label("a.txt", "0 0.5 0.5 0.2 0.2\n\n");
        Files.writeString(root.resolve("train/images/b.jpg"), "no picture");
        label("b.txt", "0 0.5 0.5 0.2 0.2\n");
        assertThat(read().content())
                .as("the same faces, and a picture left out")
                .isEqualTo(first);

        picture("a.png", 20, 11);
        String other = read().content();
        assertThat(other).as("another picture of this name").isNotEqualTo(first);
        label("a.txt", "1 0.5 0.5 0.2 0.2\n");
        assertThat(read().content()).isNotEqualTo(other);
    }

    @Test
    void aPictureOnlyDecodingFindsBrokenIsLeftOutOfTheStore() throws IOException {
        Path whole = picture("a.jpg", 64, 48);
        label("a.txt", "0 0.5 0.5 0.2 0.2\n");
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = root.resolve("train/images/b.jpg");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 40));
        label("b.txt", "0 0.5 0.5 0.2 0.2\n");

        var store = PixelStore.decode(read(), 2);

        assertThat(store.size()).isEqualTo(1);
        assertThat(store.dataset().images()).extracting(LabelledImage::image).containsExactly(whole);
        assertThat(store.dataset().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(cut);
            assertThat(problem.reason()).startsWith("expected a readable RGB or grey picture, found: ");
        });
    }

    private FaceDataset read() throws IOException {
        return FaceDataset.read(root, "train");
    }

    private Path picture(String name, int width, int height) throws IOException {
        Path file = root.resolve("train/images").resolve(name);
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, i * 7919);
        }
        assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()))
                .isTrue();
        return file;
    }

    private Path label(String name, String content) throws IOException {
        return Files.writeString(root.resolve("train/labels").resolve(name), content);
    }
}
