package io.maskgate.models.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.files.FolderLock;
import io.maskgate.models.files.Folders;
import io.maskgate.models.fixtures.TinyFaces;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnPicturesTest extends BeforeOwnPictures {
    @Test
    void labelsOfTheOwnerStayAndTheRestGetsThoseOfASureModel() throws IOException {
        Files.delete(pictures.resolve("labels/3.txt"));
        Files.writeString(pictures.resolve("images/broken.jpg"), "no picture");

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(3);
        assertThat(summary.labelled()).isEqualTo(1);
        assertThat(summary.unreadable()).singleElement().asString().contains("broken.jpg");
        assertThat(summary.judging()).isEqualTo(new OwnPictures.Judging(1, 0));
        var train = FaceDataset.read(folder.resolve("own"), "train");
        assertThat(train.images()).last().satisfies(picture -> {
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
    void whatTheOwnerLabelledJudgesAndOnlyWhereThatIsTooLittleWhatTheModelDid() throws IOException {
        Files.delete(pictures.resolve("labels/0.txt"));
        Files.delete(pictures.resolve("labels/2.txt"));
        Files.delete(pictures.resolve("labels/3.txt"));
        assertThat(write("half", 0.9f, 0.5).judging()).isEqualTo(new OwnPictures.Judging(1, 1));
        assertThat(folder.resolve("half/val/images")).isDirectoryContaining("glob:**/1.png");
        assertThat(folder.resolve("half/val/images")).isDirectoryContaining("glob:**/3.png");

        TinyFaces.write(folder, "many", 60);
        pictures = folder.resolve("many");
        for (int i = OwnPictures.ENOUGH; i < 60; i++) {
            Files.delete(pictures.resolve("labels/" + i + ".txt"));
        }
        assertThat(write("alone", 0.9f, 0.5).judging()).isEqualTo(new OwnPictures.Judging(OwnPictures.ENOUGH, 0));
    }

    /** Copying thousands takes its time too. */
    @Test
    void itIsToldHowManyPicturesAreLabelledAndHowManyCopied() throws IOException {
        Files.delete(pictures.resolve("labels/3.txt"));
        var told = new ArrayList<String>();
        OwnPictures.Progress progress = (step, of) -> done -> told.add(step + " " + done + "/" + of);
        // A face of which the model is not sure: its picture is left out.
        write("own", 0.5f, 0.25, progress);
        assertThat(told)
                .containsExactly(
                        "labelled 1/4",
                        "labelled 2/4",
                        "labelled 3/4",
                        "labelled 4/4",
                        "copied 1/3",
                        "copied 2/3",
                        "copied 3/3");
    }

    @Test
    void theContentTellsApartWhateverChanges() throws IOException {
        var own = new OwnPictures(pictures, 0.25);
        var before = own.content();
        assertThat(before.pictures()).isEqualTo(4);
        assertThat(before.labelled()).isEqualTo(4);
        Files.createDirectory(pictures.resolve("images/folder.jpg"));
        assertThat(own.content()).as("a folder is no picture").isEqualTo(before);
        var row = pictures.resolve("labels/1.txt");
        String text = Files.readString(row);
        Files.writeString(row, text.replace("1 0.", "0 0."));
        assertThat(own.content().sha256()).isNotEqualTo(before.sha256());
        Files.writeString(row, text);
        Files.copy(
                pictures.resolve("images/1.png"),
                pictures.resolve("images/2.png"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(own.content().sha256()).isNotEqualTo(before.sha256());
    }

    @Test
    void aPictureThatTrainingWouldDropIsNotCountedAsLabelled() throws IOException {
        ImageIO.write(
                new BufferedImage(4097, 1, BufferedImage.TYPE_3BYTE_BGR),
                "png",
                pictures.resolve("images/wide.png").toFile());
        Files.copy(pictures.resolve("labels/1.txt"), pictures.resolve("labels/wide.txt"));
        var summary = write(0.9f);
        assertThat(summary.given()).isEqualTo(4);
        assertThat(summary.unreadable())
                .singleElement()
                .asString()
                .contains(
                        "wide.png: expected a readable RGB or grey picture, found: 4097x1 pixels, at most 4096 a side");
    }

    /** Labelled by its owner or not: what breaks off is neither learnt from nor judged on. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJpegThatBreaksOffIsLeftOut(boolean labelled) throws IOException {
        var broken = pictures.resolve("images/0cut.jpg");
        ImageIO.write(new BufferedImage(128, 64, BufferedImage.TYPE_3BYTE_BGR), "jpg", broken.toFile());
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(whole, whole.length - 40));
        if (labelled) {
            Files.copy(pictures.resolve("labels/1.txt"), pictures.resolve("labels/0cut.txt"));
        }

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(4);
        assertThat(summary.labelled()).isZero();
        assertThat(summary.unreadable())
                .singleElement()
                .asString()
                .startsWith(broken + ": expected a readable RGB or grey picture, found: ");
    }

    @Test
    void aPictureWithARowThatCannotBeReadIsLeftOutAndTheRowsNamed() throws IOException {
        var rows = Files.writeString(pictures.resolve("labels/2.txt"), "2 0.5 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2\n1 2 3\n");

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(3);
        assertThat(summary.unreadable())
                .containsExactly(rows + ":1: expected class 0 (facemask) or 1 (no facemask), found '2'\n" + rows
                        + ":3: expected 5 fields `class cx cy w h`, found 3");
        assertThat(folder.resolve("own/train/images/2.png")).doesNotExist();
        assertThat(folder.resolve("own/val/images/2.png")).doesNotExist();
    }

    @Test
    void labelsThatAreNoTextInUtf8AreNamedLikeAnyOtherBrokenOnes() throws IOException {
        // As PowerShell writes it.
        Files.writeString(pictures.resolve("labels/2.txt"), "0 0.5 0.5 0.2 0.2\n", StandardCharsets.UTF_16);

        assertThat(write(0.9f).unreadable()).singleElement().asString().contains("labels/2.txt:1: expected");
    }

    @Test
    void picturesOfOtherFormatsAndSuchOfOneNameAreNotPassedOverInSilence() throws IOException {
        Files.writeString(pictures.resolve("images/IMG_1.HEIC"), "an iPhone's");
        Files.copy(pictures.resolve("images/1.png"), pictures.resolve("images/3.jpg"));

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(4);
        assertThat(summary.unreadable())
                .containsExactly(
                        pictures.resolve("images/IMG_1.HEIC")
                                + ": expected a JPEG or PNG, found another format; convert it (mogrify -format png FILE)",
                        pictures.resolve("images/3.png") + ": expected one picture of this name, found also 3.jpg");
    }

    @Test
    void whereNothingCanBeReadTheReasonIsSaid() throws IOException {
        var phone = Files.createDirectories(folder.resolve("phone"));
        Files.createDirectory(phone.resolve("camera 1"));
        Files.writeString(phone.resolve("a.webp"), "a browser's");
        pictures = phone;

        assertThatThrownBy(() -> write(0.9f))
                .hasMessageContaining("found 0 (0 left out as unsure, 0 without a face, 1 unreadable, the first "
                        + phone + "/a.webp: expected a JPEG or PNG, found another format")
                .hasMessageEndingWith("; folders in it are not looked into");
    }

    @Test
    void byPicturesWithoutAnyFaceNothingIsJudged() throws IOException {
        Files.writeString(pictures.resolve("labels/3.txt"), "\n");

        assertThatThrownBy(() -> write(0.9f))
                .hasMessage(
                        pictures + ": expected a face in the 1 pictures that judge, found empty label files only, by"
                                + " which nothing can be shown; label pictures with faces too");
        assertThat(folder.resolve("own")).doesNotExist();
    }

    @Test
    void picturesWithAFaceInDoubtAndSuchWithNoneAreLeftOutAndNamed() throws IOException {
        Files.delete(pictures.resolve("labels/3.txt"));
        Files.delete(pictures.resolve("labels/2.txt"));
        assertThat(write("unsure", 0.5f, 0.5).unsure()).containsExactly("2.png", "3.png");
        assertThat(write("empty", 0.1f, 0.5).empty()).containsExactly("2.png", "3.png");
        assertThat(folder.resolve("unsure/summary.json"))
                .content()
                .containsIgnoringWhitespaces(
                        "\"left_out_unsure\": 2, \"left_out_empty\": 0,",
                        "\"left_out\": {\"unsure\": [\"2.png\", \"3.png\"], \"empty\": [], \"unreadable\": []}");
        assertThat(folder.resolve("empty/summary.json"))
                .content()
                .containsIgnoringWhitespaces(
                        "\"left_out\": {\"unsure\": [], \"empty\": [\"2.png\", \"3.png\"], \"unreadable\": []}");
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

    /** What is left of it would pass for a whole one, and its labels for a person's. */
    @Test
    void aDataSetThatCouldNotBeWrittenToTheEndIsNone() throws IOException {
        // The system takes names of up to 255 letters; until a file is whole its name is a little longer.
        var last = "z".repeat(251);
        Files.copy(pictures.resolve("images/1.png"), pictures.resolve("images").resolve(last + ".png"));
        Files.copy(pictures.resolve("labels/1.txt"), pictures.resolve("labels").resolve(last + ".txt"));

        assertThatThrownBy(() -> write(0.9f)).hasMessageContaining(last + ".png: cannot be written: ");
        assertThat(folder.resolve("own")).doesNotExist();

        Files.delete(pictures.resolve("images").resolve(last + ".png"));
        var killed = Files.createDirectories(folder.resolve("own/.making/train/images"));
        Files.copy(pictures.resolve("images/1.png"), killed.resolve("z.png"));
        write(0.9f);
        assertThat(FaceDataset.read(folder.resolve("own"), "train").size()).isEqualTo(3);
        assertThat(folder.resolve("own/.making")).doesNotExist();
    }

    @Test
    void oneThatWasKilledWithHalfOfItInItsPlaceIsMadeAnew() throws IOException {
        write(0.9f);
        var own = folder.resolve("own");
        Files.createDirectory(own.resolve(".making"));
        Files.move(own.resolve("train"), own.resolve(".making/train"));

        write(0.9f);

        assertThat(FaceDataset.read(own, "train").size()).isEqualTo(3);
        assertThat(FaceDataset.read(own, "val").size()).isEqualTo(1);
        assertThat(own.resolve(".making")).doesNotExist();

        Folders.delete(own.resolve("train"));
        assertThatThrownBy(() -> write(0.9f))
                .as("that is somebody else's")
                .hasMessage(own.resolve("val") + ": expected a new folder, found a data set; choose another");
    }

    @Test
    void intoAFolderThatAnotherIsMakingADataSetInNoneIsMade() throws IOException {
        try (var _ = FolderLock.take(folder.resolve("own"))) {
            assertThatThrownBy(() -> write(0.9f))
                    .hasMessageStartingWith(folder.resolve("own") + ": expected a run folder that nobody works in");
        }
    }

    /** As programs on Windows name it. */
    @Test
    void labelsWithTheirEndingInCapitalsAreTheOwnersToo() throws IOException {
        Files.move(pictures.resolve("labels/3.txt"), pictures.resolve("images/3.TXT"));

        var summary = write(0.9f);

        assertThat(summary.given()).isEqualTo(4);
        assertThat(summary.labelled()).isZero();
        assertThat(new OwnPictures(pictures, 0.25).content().labelled()).isEqualTo(4);
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
}
