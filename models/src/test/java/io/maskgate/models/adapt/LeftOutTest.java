package io.maskgate.models.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        String boxes =
                ending.equals("xml") ? "<?xml version=\"1.0\"?>\n<annotation>" : "{\"flags\": {}, \"shapes\": []}";
        Files.writeString(pictures.resolve("labels/1." + ending), boxes);
        Files.writeString(pictures.resolve("images/2." + ending), boxes);
        // Of a picture that has rows too.
        Files.writeString(pictures.resolve("images/3." + ending), boxes);

        assertThat(write(0.9f).unreadable())
                .containsExactly(pictures.resolve("labels/1." + ending)
                        + ": expected labels as rows `class cx cy w h` in 1.txt, found another format; files of it: 2");
    }

    @Test
    void whatAGatewayWritesBesideItsEventsPicturesIsNoLabels() throws IOException {
        Files.delete(pictures.resolve("labels/1.txt"));
        Files.delete(pictures.resolve("labels/2.txt"));
        Files.writeString(
                pictures.resolve("images/1.json"), "{\"schema\": \"maskgate.snapshot/1\", \"box\": [1, 2, 3, 4]}");
        Files.writeString(pictures.resolve("images/2.xml"), "<x:xmpmeta/>");

        assertThat(write(0.9f).unreadable()).isEmpty();
    }

    /** A line may be of many. */
    @Test
    void theFilesAreCounted() throws IOException {
        label("1.txt", "1.png.txt");
        for (var number : List.of("2", "3")) {
            Files.delete(pictures.resolve("labels/" + number + ".txt"));
            Files.writeString(pictures.resolve("labels/" + number + ".xml"), "<annotation/>");
        }
        var inner = Files.createDirectory(pictures.resolve("labels/train"));
        for (var name : List.of("a.txt", "b.txt", "c.txt")) {
            Files.writeString(inner.resolve(name), "");
        }

        var unused = new OwnPictures(pictures, 0.5).unused();

        assertThat(unused.problems()).hasSize(3);
        assertThat(unused.files()).isEqualTo(6);
    }

    @Test
    void thousandsOfThemTakeNoHours() throws IOException {
        var many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 6000; i++) {
            Files.createFile(many.resolve(i + ".png"));
            Files.createFile(many.resolve(i + ".png.txt"));
        }
        var unused = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> new OwnPictures(many, 0.5).unused());
        assertThat(unused.files()).isEqualTo(6000);
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
