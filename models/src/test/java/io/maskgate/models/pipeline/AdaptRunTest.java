package io.maskgate.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.calibrate.ScoreCalibration;
import io.maskgate.models.files.FolderLock;
import io.maskgate.models.files.Folders;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an adaptation of a model of 96 x 64 asks for; nothing is trained. */
class AdaptRunTest extends AdaptCase {
    @Test
    void theRecipeIsFilledInWithTheModelsSize() throws IOException {
        assertThat(run(false)).isTrue();
        var filled = Recipe.read(folder.resolve("run/steps/train.yaml"));
        assertThat(filled.evaluation()).isEqualTo(new Recipe.Evaluation(96, 64, 1, 0));
        assertThat(filled.phase(0).augment().width()).isEqualTo(64);
        assertThat(filled.build()).isEqualTo(new LightMask(16));
    }

    @Test
    void aRecipeOfAnotherSizeIsRefusedBeforeTheFirstStep() throws IOException {
        Files.writeString(folder.resolve("train.yaml"), TRAIN.replace("{width: ${width}", "{width: 64"));
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("train.yaml") + ": evaluation: expected 96 x 64, the input of model, found"
                        + " 64 x 64; write ${width} and ${height}");
        assertThat(commands.run).isEmpty();
    }

    @Test
    void aRecipeThatDoesNotGoOnFromTheModelIsRefusedBeforeTheFirstStep() throws IOException {
        Files.writeString(folder.resolve("train.yaml"), TRAIN.replace("start: ${start}", "start: \"\""));
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("train.yaml")
                        + ":3: start: expected ${start}, which is the model that is adapted, found none");
        assertThat(commands.run).isEmpty();
    }

    @Test
    void ownPicturesAreTheShareOfWhatIsLearntFromThatTheRecipeSays() throws IOException {
        gate("gate: {gain: 0}\nshare: 0.3");
        assertThat(run(false)).isTrue();
        assertThat(commands.words("train"))
                .containsSubsequence(
                        "--data",
                        folder.resolve("run/own").toString(),
                        "--add",
                        folder.resolve("data").toString(),
                        "--share",
                        "0.3");
    }

    @Test
    void withoutAShareEveryPictureComesAsOftenAsAnyOther() throws IOException {
        assertThat(run(false)).isTrue();
        assertThat(commands.words("train")).doesNotContain("--share");
    }

    @Test
    void aRunGoesOnWithItsShareOnly() throws IOException {
        gate("gate: {gain: 0}\nshare: 0.3");
        assertThat(run(false)).isTrue();
        gate("gate: {gain: 0}\nshare: 0.5");
        assertThatThrownBy(() -> run(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run.json: recipes: adapt: expected ")
                .hasMessageEndingWith("; it was begun with " + folder.resolve("run/recipes/adapt.yaml")
                        + "; give the same, or another folder");
    }

    /** Of it the run keeps none as it was given. */
    @Test
    void aRunWhoseModelIsAnotherByNowIsNotSentToItsRecipes() throws IOException {
        assertThat(run(false)).isTrue();
        var weights = folder.resolve("model/weights.safetensors");
        var line = new ScoreCalibration(1.5, 1.25);
        CalibratedWeights.of(Safetensors.read(weights), Map.of(MaskLabel.FACEMASK, line, MaskLabel.NO_FACEMASK, line))
                .write(weights);
        assertThatThrownBy(() -> run(true))
                .hasMessageContaining("run.json: recipes: start: expected ")
                .hasMessageEndingWith("\"; give the same, or another folder");
    }

    @Test
    void aRemarkInItsRecipeBindsNoRun() throws IOException {
        assertThat(run(false)).isTrue();
        var manifest = Files.readString(folder.resolve("run/run.json"));
        commands.run.clear();
        gate("# no gain is asked for\ngate: {gain: 0}");
        assertThat(run(true)).isTrue();
        assertThat(commands.run).isEmpty();
        assertThat(folder.resolve("run/run.json")).hasContent(manifest);
        assertThat(folder.resolve("run/recipes/adapt.yaml")).content().doesNotContain("#");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "30", "-0.3"})
    void aShareThatCannotBeIsRefusedWithItsLine(String share) throws IOException {
        gate("gate: {gain: 0}\nshare: " + share);
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("adapt.yaml")
                        + ":4: share: expected above 0 and below 1, or 0 for none, found " + Double.valueOf(share));
        assertThat(commands.run).isEmpty();
    }

    @Test
    void theAdaptedModelIsCalibratedOnBothDomains() throws IOException {
        assertThat(run(false)).isTrue();
        assertThat(commands.names())
                .containsExactly(
                        "data", "data", "evaluate", "evaluate", "train", "calibrate", "export", "evaluate", "evaluate");
        assertThat(commands.words("calibrate"))
                .containsSequence("--data", folder.resolve("run/own").toString())
                .containsSequence("--add", folder.resolve("data").toString());
        assertThat(FakeCommands.option(commands.words("export"), "--checkpoint"))
                .isEqualTo(folder.resolve("run/train/calibrated.safetensors").toString());
    }

    @Test
    void wherePicturesAreTooFewToCalibrateByTheScoresKeepTheScaleOfTheModel() throws IOException {
        var weights = folder.resolve("model/weights.safetensors");
        var line = new ScoreCalibration(1.5, 1.25);
        var lines = Map.of(MaskLabel.FACEMASK, line, MaskLabel.NO_FACEMASK, line);
        CalibratedWeights.of(Safetensors.read(weights), lines).write(weights);
        commands.calibrates = false;

        assertThat(run(false)).isTrue();

        var trained = Safetensors.read(folder.resolve("run/train/best.safetensors"));
        var candidate = Safetensors.read(folder.resolve("run/train/calibrated.safetensors"));
        assertThat(candidate.metadata())
                .containsEntry("calibrated", "as the weights it began with")
                .hasEntrySatisfying(
                        "calibration", words -> assertThat(words).contains("facemask: logit * 1.5000 +1.2500"));
        float before = trained.tensors().get("head.0.cls.out.bias").values()[0];
        assertThat(candidate.tensors().get("head.0.cls.out.bias").values()[0])
                .isCloseTo(1.5f * before + 1.25f, offset(1e-5f));
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains(
                        "scores keep the scale of the model that was adapted, since these pictures cannot give one: not"
                                + " calibrated: facemask: too few");
        assertThat(run(true)).as("finished before").isTrue();
    }

    @Test
    void picturesOrLabelsThatWereChangedAreRefusedWithAWord() throws IOException {
        pictures(3);
        assertThat(run(false)).isTrue();
        assertThat(run(true)).isTrue();
        assertThat(folder.resolve("run/run.json")).content().contains("\"own pictures\" : {", "\"labeller\" : \"");

        Files.writeString(folder.resolve("pictures/1.txt"), "0 0.5 0.5 0.4 0.4\n");
        assertThatThrownBy(() -> run(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run.json: data: own pictures: expected {\"pictures\":3,\"labelled\":0,")
                .hasMessageContaining(", found {\"pictures\":3,\"labelled\":1,")
                .hasMessageEndingWith("give the same, or another folder");
        Files.delete(folder.resolve("pictures/1.txt"));
        assertThat(run(true)).isTrue();
        pictures(4);
        assertThatThrownBy(() -> run(true)).hasMessageContaining("found {\"pictures\":4,\"labelled\":0,");
    }

    @Test
    void labelsThatWereCorrectedInTheRunFolderAreRefusedWithAWord() throws IOException {
        assertThat(run(false)).isTrue();
        var labels = folder.resolve("run/own/val/labels/0.txt");
        Files.writeString(labels, "1 0.5 0.5 0.4 0.4\n");
        assertThatThrownBy(() -> run(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        folder.resolve("run/own/val") + ": expected the pictures and labels that step label made, found"
                                + " others; put corrected labels beside the pictures and begin in another folder");
    }

    @Test
    void picturesOfBothValsThatLookLikeOneOfBothTrainsAreCountedInTheVerdict() throws IOException {
        commands.found = """
            DATA/val/images/1.png: looks like OWN/train/images/1.png of train (2 of 64 bits differ)
            OWN/val/images/1.png: looks like OWN/train/images/1.png of train (3 of 64 bits differ)
            OWN/val/images/2.png: looks like DATA/train/images/1.png of train (3 of 64 bits differ)
            train 4 pictures, val 3; 0 problems; 3 pictures of val look like one of train
            """.replace("DATA", "/data").replace("OWN", "/own");
        assertThat(run(false)).isTrue();
        assertThat(commands.run.get(1))
                .containsSequence("--add", folder.resolve("data").toString())
                .containsSequence("--judge", folder.resolve("data").toString());
        String note =
                "figures on val flatter, since pictures of it look like one of train: 1 of /data/val, 2 of /own/val;"
                        + " data.txt names them";
        assertThat(folder.resolve("run/gate.json")).content().contains(note);
        assertThat(folder.resolve("run/report.html")).content().contains(note, "3 of 64 bits differ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kamera 1 (Süd)", "Kamera #1", "door: old", "a, [b]", "owner's \"own\""})
    void aRunFolderMayBeNamedAsItsOwnerLikes(String name) throws IOException {
        var out = folder.resolve(name);
        assertThat(run(folder.resolve("pictures"), out)).isTrue();

        assertThat(Recipe.read(out.resolve("steps/train.yaml")).start())
                .isEqualTo(out.resolve("start.safetensors").toString());
        String word = "'" + out.resolve("train").toString().replace("'", "'\\''") + "'";
        assertThat(new JsonMapper()
                        .readTree(out.resolve("steps/train.json").toFile())
                        .at("/commands/0")
                        .asText())
                .as("as a person would type it")
                .contains(" --out " + word + " --resume");
    }

    @Test
    void anOwnValWithoutAnyFaceIsRefusedBeforeTheFirstStep() throws IOException {
        var set = folder.resolve("set");
        TinyFaces.write(set, "train", 2);
        TinyFaces.write(set, "val", 1);
        Files.writeString(set.resolve("val/labels/0.txt"), "");

        assertThatThrownBy(() -> run(set, folder.resolve("run")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(set.resolve("val")
                        + ": expected a face to judge by, found none in 1 pictures; label pictures with"
                        + " faces too");
        assertThat(commands.run).isEmpty();
    }

    @Test
    void whatWasLeftOutIsCountedInTheVerdict() throws IOException {
        commands.found = """
            /own/train/labels/1.txt:2: expected class 0 (facemask) or 1 (no facemask), found '2'
            /own/train/images/2.jpg: expected the label file labels/2.txt, found none
            train 4 pictures, val 3; 2 problems; 0 pictures of val look like one of train
            """;
        assertThat(run(false)).isTrue();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("problems in the data, whose pictures were left out: 2; data.txt names them")
                .doesNotContain("flatter");
    }

    @Test
    void labellingThatWasKilledBeginsAnew() throws IOException {
        assertThat(run(false)).isTrue();
        Files.delete(folder.resolve("run/own/summary.json"));
        Files.delete(folder.resolve("run/steps/label.json"));
        var half = Files.writeString(folder.resolve("run/own/train/images/half.png"), "half");
        assertThat(run(true)).isTrue();
        assertThat(folder.resolve("run/own/summary.json")).exists();
        assertThat(half).doesNotExist();
    }

    /** The summary comes first, the pictures after it. */
    @ParameterizedTest
    @ValueSource(strings = {"train", "val"})
    void labellingThatWasKilledBeforeAllOfItWasInItsPlaceBeginsAnew(String missing) throws IOException {
        assertThat(run(false)).isTrue();
        Files.delete(folder.resolve("run/steps/label.json"));
        Folders.delete(folder.resolve("run/own").resolve(missing));
        assertThat(run(true)).isTrue();
        assertThat(folder.resolve("run/own").resolve(missing)).isDirectory();
    }

    @Test
    void whatWasQuantizedAgainInTheZooStaysWhenTheRunGoesOn() throws IOException {
        assertThat(run(false)).isTrue();
        var zoo = folder.resolve("run/zoo/own");
        assertThat(zoo.resolve("weights.safetensors")).exists();
        assertThat(err.toString()).doesNotContain("zoo/own: ");
        var int8 = Files.writeString(zoo.resolve("int8.onnx"), "of the gateway's machine");
        var card = Files.writeString(zoo.resolve("card.json"), "{\"int8\": 1}");
        assertThat(run(true)).isTrue();
        assertThat(int8).hasContent("of the gateway's machine");
        assertThat(card).hasContent("{\"int8\": 1}");
        assertThat(err.toString())
                .contains(
                        zoo + ": expected what is in " + folder.resolve("run/candidate/own")
                                + ", found it changed since, as quantize does: it stays as it is; remove it for the candidate's");

        Files.delete(card);
        assertThat(run(true)).as("put there halfway").isTrue();
        assertThat(card).hasSameTextualContentAs(folder.resolve("run/candidate/own/card.json"));
    }

    @Test
    void aDataSetOfAnothersInTheRunsPlaceIsNotEmptied() throws IOException {
        var own = folder.resolve("run/own");
        TinyFaces.write(own, "train", 2);
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(own + ": expected nothing, since the run will make its data set there, found what another"
                        + " made; choose another folder");
        assertThat(own.resolve("train/images/1.png")).exists();
        assertThat(folder.resolve("run/run.json")).doesNotExist();
    }

    @Test
    void aFolderWithoutPicturesIsRefusedBeforeTheRunBegins() throws IOException {
        var empty = Files.createDirectories(folder.resolve("empty"));
        Files.createDirectories(empty.resolve("camera 1"));
        assertThatThrownBy(() -> run(empty, folder.resolve("run")))
                .isInstanceOf(IOException.class)
                .hasMessage(empty + ": expected pictures (*.jpg, *.jpeg, *.png), or train/ and val/, found none;"
                        + " folders in it are not looked into");
        Files.writeString(empty.resolve("IMG_1.HEIC"), "an iPhone's");
        assertThatThrownBy(() -> run(empty, folder.resolve("run")))
                .hasMessageContaining("found none among 1 of other formats, the first " + empty
                        + "/IMG_1.HEIC: expected a JPEG or PNG, found another format; convert it");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aDataCheckThatFailedIsNotTakenForOneThatFoundSomething() {
        commands.found = "";
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "step data: expected what data check found, found that it failed, with exit code 1; the run goes"
                                + " on from here with --resume");
        assertThat(folder.resolve("run/data.txt")).doesNotExist();
        assertThat(commands.names()).doesNotContain("train");
    }

    @Test
    void aTeacherThatTheTrainingHasReadMayGoButNotBeAnother() throws IOException {
        var teacher = Distilling.network(folder);
        Files.writeString(folder.resolve("train.yaml"), TRAIN + """
            distillation:
              soft: {weight: 0.5}
              teachers: [{name: big, weights: %s}]
            """.formatted(teacher));
        assertThat(run(false)).isTrue();
        commands.run.clear();
        Files.writeString(teacher, "other");
        assertThatThrownBy(() -> run(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(teacher + ": expected what step train has read, ");
        Files.delete(teacher);
        assertThat(run(true)).isTrue();
        assertThat(commands.run).isEmpty();
    }

    @Test
    void whereOneIsUnderWayAnotherIsRefused() throws IOException {
        try (var _ = FolderLock.take(folder.resolve("run"))) {
            assertThatThrownBy(() -> run(true)).hasMessageContaining("expected a run folder that nobody works in");
        }
        assertThat(commands.run).isEmpty();
    }
}
