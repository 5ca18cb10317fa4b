package io.maskgate.models.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.models.fixtures.TinyFaces;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationPicturesTest {
    @TempDir
    private Path folder;

    private static ByteBuffer copy(InputImage input) {
        return ByteBuffer.allocate(input.pixels().capacity())
                .put(input.pixels().duplicate())
                .flip();
    }

    @Test
    void howeverManyThereAreOneAtATimeIsInMemory() throws IOException {
        TinyFaces.write(folder, "train", 12);
        var inputs = Collections.<InputImage>newSetFromMap(new IdentityHashMap<>());
        var contents = new ArrayList<ByteBuffer>();
        var seen = CalibrationPictures.choose(folder, 10, 96, 64).each(input -> {
            inputs.add(input);
            contents.add(copy(input));
        });

        assertThat(inputs).hasSize(1);
        assertThat(contents).hasSize(10).doesNotHaveDuplicates();
        assertThat(seen.readable()).hasSize(10);
    }

    /** The gateway's decoder shows it as far as it goes, and the grey rest would be measured. */
    @Test
    void aJpegThatBreaksOffIsLeftOut() throws IOException {
        TinyFaces.write(folder, "train", 1);
        var broken = folder.resolve("train/images/cut.jpg");
        ImageIO.write(new BufferedImage(128, 64, BufferedImage.TYPE_3BYTE_BGR), "jpg", broken.toFile());
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(whole, whole.length - 40));

        var seen = CalibrationPictures.choose(folder, 2, 96, 64).each(_ -> {});

        assertThat(seen.readable()).containsExactly(folder.resolve("train/images/0.png"));
        assertThat(seen.unreadable())
                .singleElement()
                .asString()
                .startsWith(broken + ": expected a readable RGB or grey picture, found: ");
    }

    /** What training cannot read the gateway's decoder may, and has. */
    @Test
    void aPictureThatIsWholeIsMeasuredHoweverLargeOrColoured() throws IOException {
        var large = folder.resolve("large.png");
        ImageIO.write(new BufferedImage(5000, 8, BufferedImage.TYPE_3BYTE_BGR), "png", large.toFile());
        var wide = folder.resolve("wide.jpg");
        ImageIO.write(new BufferedImage(5000, 8, BufferedImage.TYPE_3BYTE_BGR), "jpg", wide.toFile());
        var press = folder.resolve("press.jpg");
        try (var out = ImageIO.createImageOutputStream(press.toFile())) {
            var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
            writer.setOutput(out);
            writer.write(
                    new IIOImage(Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 64, 48, 4, null), null, null));
            writer.dispose();
        }
        byte[] whole = Files.readAllBytes(wide);
        var cut = folder.resolve("cut.jpg");
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        var cutPress = folder.resolve("cut-press.jpg");
        whole = Files.readAllBytes(press);
        Files.write(cutPress, Arrays.copyOf(whole, whole.length - 20));
        var cutPng = folder.resolve("cut.png");
        whole = Files.readAllBytes(large);
        Files.write(cutPng, Arrays.copyOf(whole, whole.length - 40));

        var seen = CalibrationPictures.choose(folder, 9, 96, 64).each(_ -> {});

        assertThat(seen.readable()).containsExactly(large, press, wide);
        assertThat(seen.unreadable()).hasSize(3);
    }

    @Test
    void aFewOfThemAreHeldTogetherAsTheyWereSeen() throws IOException {
        TinyFaces.write(folder, "train", 5);
        Files.writeString(folder.resolve("train/images/2.png"), "no picture");
        var pictures = CalibrationPictures.choose(folder, 5, 96, 64);
        var contents = new ArrayList<ByteBuffer>();
        var seen = pictures.each(input -> contents.add(copy(input)));

        assertThat(seen.unreadable()).singleElement().asString().startsWith(folder + "/train/images/2.png: ");
        try (var held = pictures.hold(seen.readable())) {
            assertThat(held.inputs()).map(CalibrationPicturesTest::copy).containsExactlyElementsOf(contents);
        }
        Files.writeString(folder.resolve("train/images/3.png"), "no picture");
        assertThatThrownBy(() -> pictures.hold(seen.readable()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "calibration folder " + folder.resolve("train/images") + ": a picture was changed meanwhile: ");
    }
}
