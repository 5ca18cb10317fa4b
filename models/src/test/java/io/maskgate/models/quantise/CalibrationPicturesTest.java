package io.maskgate.models.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
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
