package io.maskgate.models.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels that belong to no picture, which a model would label in their owner's place without a word. */
class LeftOutTest extends BeforeOwnPictures {
    private Path label(String name, String renamed) throws IOException {
        return Files.move(
                pictures.resolve("labels").resolve(name),
                pictures.resolve("labels").resolve(renamed));
    }

    @Test
    void labelsNamedAfterTheWholeFileOfAPictureAreNamed() throws IOException {
        var label = label("1.txt", "1.png.txt");

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(3);
        assertThat(summary.unreadable())
                .containsExactly(label + ": expected a picture of this name, found 1.png; name it 1.txt");
    }

    @Test
    void labelsInOtherCapitalsThanTheirPictureAreNamed() throws IOException {
        Files.move(pictures.resolve("images/1.png"), pictures.resolve("images/IMG_1.png"));
        var label = label("1.txt", "img_1.txt");

        assertThat(write(0.9f).unreadable())
                .containsExactly(label + ": expected a picture of this name, found IMG_1.png; name it IMG_1.txt");
    }

    @Test
    void labelsWithoutAnyPictureAreNamed() throws IOException {
        var label = label("1.txt", "11.txt");

        assertThat(write(0.9f).unreadable()).containsExactly(label + ": expected a picture of this name, found none");
    }

    @Test
    void theNamesOfClassesThatALabelProgramWritesAreNoLabels() throws IOException {
        Files.writeString(pictures.resolve("labels/classes.txt"), "facemask\nno facemask\n");
        Files.writeString(pictures.resolve("images/notes.txt"), "of the left camera\n");

        assertThat(write(0.9f).unreadable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "json"})
    void labelsOfAnotherFormatAreToldInOneLine(String ending) throws IOException {
        Files.delete(pictures.resolve("labels/1.txt"));
        Files.delete(pictures.resolve("labels/2.txt"));
        Files.writeString(pictures.resolve("labels/1." + ending), "boxes");
        Files.writeString(pictures.resolve("images/2." + ending), "boxes");
        Files.writeString(pictures.resolve("images/3." + ending), "of a picture that has rows too");

        assertThat(write(0.9f).unreadable())
                .containsExactly(pictures.resolve("labels/1." + ending)
                        + ": expected labels as rows `class cx cy w h` in 1.txt, found another format; files of it: 2");
    }

    @Test
    void aFolderOfLabelsWithinThatOfTheLabelsIsNamed() throws IOException {
        var inner = Files.createDirectory(pictures.resolve("labels/train"));
        Files.move(pictures.resolve("labels/1.txt"), inner.resolve("1.txt"));
        Files.createDirectory(pictures.resolve("labels/empty"));

        assertThat(write(0.9f).unreadable())
                .containsExactly(inner + ": expected label files, found a folder of such, which is not looked into");
    }

    @Test
    void theSummaryTellsWhyWhatWasLeftOut() throws IOException {
        var broken = Files.writeString(pictures.resolve("images/broken.jpg"), "no picture");
        write(0.9f);
        var summary =
                new JsonMapper().readTree(folder.resolve("own/summary.json").toFile());
        assertThat(summary.at("/pictures/unreadable").asInt()).isEqualTo(1);
        assertThat(summary.at("/left_out/unreadable/0").asText()).startsWith(broken + ": expected a readable");
    }
}
