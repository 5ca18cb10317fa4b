package io.maskgate.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.models.adapt.OwnPictures;
import io.maskgate.models.adapt.PseudoLabels;
import io.maskgate.models.export.OracleModel;
import io.maskgate.models.files.Folders;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an adaptation is judged by, and by whose labels. */
class AdaptGateTest extends AdaptCase {
    @Test
    void byItsOwnLabelsAModelNeedNotGainAndMayNotDrift() throws IOException {
        gate("gate: {gain: 0.1, drift: 5}");
        pictures(4);
        commands.judging = new OwnPictures.Judging(2, 10);
        // 2 of 12 hundredths of 0.1, less 10 of 12 of 5: 0.8 - 0.0415.
        commands.own = 0.7585;
        assertThat(run(false)).isTrue();
        String note =
                "own val: 10 of 12 pictures are labelled by model, the model that is adapted: they can show that it did"
                        + " not drift, not that it got better; label 20 pictures by hand, or name a larger model";
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("own val mAP50, labels of 10 of 12 pictures the model's own", note);
        assertThat(folder.resolve("run/report.html"))
                .content()
                .contains("labelled by model, the model that is adapted");
        assertThat(err.toString())
                .contains(note)
                .contains(
                        "own val: only 0 of 4 pictures have labels, so that the model's own will judge it too: by these no gain can");
        assertThat(err.toString()).as("what label printed").contains("0 pictures with labels of their own");
        assertThat(FakeCommands.option(commands.words("data"), "--model"))
                .isEqualTo(folder.resolve("model/fp32.onnx").toString());
    }

    @Test
    void aModelThatDriftedFromItsOwnLabelsIsNotKept() throws IOException {
        gate("gate: {drift: 5}");
        commands.judging = new OwnPictures.Judging(0, 12);
        commands.own = 0.74;
        assertThat(run(false)).isFalse();
        assertThat(err.toString())
                .contains(
                        "own val mAP50, labels of 12 of 12 pictures the model's own: 0.7400, expected at least 0.7500:"
                                + " FAILED");
    }

    /** 19 of 20 hundredths of 0.1, less one of 20 of 5: 0.8 - 0.00155. */
    @Test
    void oneLabelOfItsOwnTakesNoMoreThanItsPartOfTheDemandForAGain() throws IOException {
        gate("gate: {gain: 0.1, drift: 5}");
        commands.judging = new OwnPictures.Judging(19, 1);
        commands.own = 0.79;
        assertThat(run(false)).isFalse();
        assertThat(err.toString())
                .contains("own val mAP50, labels of 1 of 20 pictures the model's own: 0.7900, expected at least 0.7985:"
                        + " FAILED");

        Folders.delete(folder.resolve("run"));
        commands.own = 0.7985;
        assertThat(run(false)).isTrue();
    }

    /** Of 40 pictures, all labelled by hand, a quarter judges; 19.5 is rounded up. */
    @ParameterizedTest
    @CsvSource({"0.25, 78", "0.4, 49", "0.5, 39"})
    void whereFewJudgeTheirShareOrMorePicturesHelpAndNoLabels(double share, int needed) throws IOException {
        gate("gate: {gain: 0}\nlabel: {val: " + share + "}");
        commands.judging = new OwnPictures.Judging(10, 0);
        assertThat(run(false)).isTrue();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("own val: only 10 pictures judge, so that a face or two decide; add pictures with labels (at"
                        + " label.val " + share + " it takes " + needed
                        + " until 20 judge), or give val a larger"
                        + " share (label.val), and begin in another folder, for a verdict worth more")
                .doesNotContain("by hand", "label.model");
    }

    @Test
    void whoOwnsADataSetIsToldWhatHelpsThere() throws IOException {
        var set = labelledByAModel();
        assertThat(run(set, folder.resolve("run"))).isTrue();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("3 of 3 pictures are labelled by oracle@01234567, the model that is adapted: they can")
                .contains("; once somebody has looked through val, delete " + set.resolve("summary.json"))
                .contains(
                        "own val: only 3 pictures judge, so that a face or two decide; put 20 labelled by hand into val")
                .doesNotContain("label.model");
    }

    /** As it comes back from Windows, or from a label program that saves all it has opened. */
    @Test
    void labelsThatWereWrittenAnewWithTheSameBoxesStayTheModels() throws IOException {
        var set = labelledByAModel();
        for (int i = 3; i < 6; i++) {
            var labels = set.resolve("val/labels/" + i + ".txt");
            Files.writeString(labels, Files.readString(labels).strip().replace(" ", "  ") + "\r\n");
        }
        assertThat(run(set, folder.resolve("run"))).isTrue();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("own val: 3 of 3 pictures are labelled by oracle@01234567");
    }

    /** The page says to delete the summary then; the data set is named by a relative path here. */
    @Test
    void onceSomebodyHasLookedThroughASetTheGateIsAskedAnew() throws IOException {
        var set = Path.of("").toAbsolutePath().relativize(labelledByAModel().toAbsolutePath());
        var out = folder.resolve("run");
        assertThat(run(set, out)).isTrue();
        assertThat(out.resolve("gate.json")).content().contains("are labelled by");

        Files.delete(set.resolve("summary.json"));
        commands.run.clear();
        assertThat(run(set, out, true)).isTrue();
        assertThat(out.resolve("gate.json")).content().doesNotContain("are labelled by");
        assertThat(commands.run).isEmpty();
    }

    @Test
    void onceSomebodyHasLookedThroughASetTheModelsPageDoesNotNameAModelAsItsLabellerEither() throws IOException {
        commands.data = """
                {"val": {"pictures": 3, "labelled": 3, "labeller": "oracle@01234567"}, "provenance": ""}""";
        var set = labelledByAModel();
        var out = folder.resolve("run");
        assertThat(run(set, out)).isTrue();
        assertThat(out.resolve("zoo/own/card.json")).content().contains("\"labelled\"");

        Files.delete(set.resolve("summary.json"));
        assertThat(run(set, out, true)).isTrue();
        for (var entry : List.of("candidate/own", "zoo/own")) {
            assertThat(out.resolve(entry).resolve("card.json")).content().doesNotContain("labelled", "labeller");
            assertThat(out.resolve(entry).resolve("README.md")).content().doesNotContain("are labelled by");
        }
        assertThat(err.toString()).doesNotContain("found it changed since");
        var card = out.resolve("zoo/own/card.json");
        var made = Files.getLastModifiedTime(card);
        assertThat(run(set, out, true)).isTrue();
        assertThat(Files.getLastModifiedTime(card)).as("up to date").isEqualTo(made);
    }

    @Test
    void anEntryThatWasQuantizedSinceDoesNotNameAModelAsItsLabellerEither() throws IOException {
        commands.data = """
                {"val": {"pictures": 3, "labelled": 3, "labeller": "oracle@01234567"}, "provenance": ""}""";
        var set = labelledByAModel();
        var out = folder.resolve("run");
        assertThat(run(set, out)).isTrue();
        var card = out.resolve("zoo/own/card.json");
        Files.writeString(card, Files.readString(card).replace("\"int8\": {", "\"int8\": {\"command\": \"quantize\","));

        Files.delete(set.resolve("summary.json"));
        assertThat(run(set, out, true)).isTrue();
        assertThat(card).content().contains("\"command\" : \"quantize\"").doesNotContain("labelled", "labeller");
        assertThat(out.resolve("zoo/own/README.md")).content().doesNotContain("are labelled by");
        assertThat(err.toString()).contains("found it changed since");
    }

    /** The model finds each of its own labels: where they count as a person's, nothing could be gained. */
    @Test
    void aModelThatLabelledItselfKeepsItsPlaceWhereTheFileIsDeletedThatSaysSo() throws IOException {
        gate("gate: {gain: 0.1, drift: 5}");
        commands.before = 1;
        commands.own = 0.99;
        var set = labelledByAModel();
        var out = folder.resolve("run");
        assertThat(run(set, out)).isTrue();

        Files.delete(set.resolve("summary.json"));
        assertThatThrownBy(() -> run(set, out, true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("own val: expected room for a gain of 0.1 points, found mAP50 1.0000");
        assertThat(out.resolve("zoo/own/card.json")).exists();
    }

    @Test
    void aModelThatDoesNotPassAnyMoreLeavesTheZoo() throws IOException {
        assertThat(run(false)).isTrue();
        assertThat(folder.resolve("run/zoo/own/card.json")).exists();

        Files.delete(folder.resolve("run/evaluation/own.json"));
        commands.own = 0.1;
        assertThat(run(true)).isFalse();
        assertThat(folder.resolve("run/zoo/own")).doesNotExist();
        assertThat(err.toString()).contains("zoo/own: passed once and does not any more, so it is taken out");
    }

    @Test
    void aModelThatDidNotPassIsNotNamedAsOneToQuantize() throws IOException {
        Files.writeString(folder.resolve("model/int8.onnx"), "int8");
        commands.own = 0.1;
        assertThat(run(false)).isFalse();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("float32 alone", "set quantise.samples")
                .doesNotContain("maskgate quantize");
    }

    @Test
    void byAPersonsLabelsOrThoseOfAnotherModelItMustGain() throws IOException {
        gate("gate: {gain: 1}");
        commands.own = 0.805;
        assertThat(run(false)).isFalse();
        assertThat(err.toString()).contains("own val mAP50: 0.8050, expected at least 0.8100: FAILED");

        OracleModel.write(folder.resolve("large/fp32.onnx"), 64, 64, new float[] {1, 1, 9, 9}, new float[] {0, 1});
        gate("gate: {gain: 1}\nlabel: {model: " + folder.resolve("large") + "}");
        Folders.delete(folder.resolve("run"));
        commands.judging = new OwnPictures.Judging(0, 12);
        commands.own = 0.815;
        assertThat(run(false)).isTrue();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains(
                        "12 of 12 pictures are labelled by large, not by a person: a gain is one towards what that model");
    }

    @Test
    void aGainThatNoTrainingCanShowIsRefusedBeforeIt() {
        commands.before = 1;
        assertThatThrownBy(() -> {
                    gate("gate: {gain: 0.1}");
                    run(false);
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("own val: expected room for a gain of 0.1 points, found mAP50 1.0000")
                .hasMessageContaining("or set gate.gain: 0");
        assertThat(commands.names()).doesNotContain("train");
    }

    @Test
    void aDataSetThatAModelLabelledIsNotTakenForAPersons() throws IOException {
        var set = folder.resolve("set");
        TinyFaces.write(set, "train", 2);
        TinyFaces.write(set, "val", 2);
        Files.writeString(
                set.resolve("summary.json"), "{\"model\": \"the gateway's x@1\", \"judging\": {\"labelled\": 2}}");
        assertThat(run(set, folder.resolve("run"))).isTrue();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("own val: 2 of 2 pictures are labelled by the gateway's x@1, not by a person")
                .contains("own val: only 2 pictures judge");
    }

    /** What {@code data label} makes of six pictures, three of them val. */
    private Path labelledByAModel() throws IOException {
        pictures(6);
        var set = folder.resolve("set");
        var teacher = folder.resolve("teacher.onnx");
        OracleModel.write(teacher, 64, 64, new float[] {16, 8, 48, 40}, new float[] {0, 0.9f});
        try (var labels = PseudoLabels.open(teacher, 0.7f, 0.2f)) {
            new OwnPictures(folder.resolve("pictures"), 0.5).write(set, labels, (_, _) -> _ -> {});
        }
        return set;
    }

    @Test
    void ofWhatAModelLabelledThatAloneIsAPersonsWhichWasChangedSince() throws IOException {
        var set = labelledByAModel();
        Files.delete(set.resolve("train/images/0.png"));
        Files.delete(set.resolve("train/labels/0.txt"));
        assertThat(run(set, folder.resolve("run"))).isTrue();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("own val: 3 of 3 pictures are labelled by oracle@01234567");

        Files.writeString(set.resolve("val/labels/4.txt"), "0 0.5 0.5 0.2 0.2\n");
        Files.copy(set.resolve("val/images/5.png"), set.resolve("val/images/new.png"));
        Files.copy(set.resolve("val/labels/5.txt"), set.resolve("val/labels/new.txt"));
        assertThat(run(set, folder.resolve("again"))).isTrue();
        assertThat(folder.resolve("again/gate.json"))
                .content()
                .contains("own val: 2 of 4 pictures are labelled by oracle@01234567");
    }

    /** What data label made once says of no picture whose labels are the model's, but whether any were changed. */
    @Test
    void aSetOfEarlierThatWasChangedSinceIsAPersons() throws IOException {
        var set = labelledByAModel();
        var summary = set.resolve("summary.json");
        var json = (ObjectNode) new JsonMapper().readTree(summary.toFile());
        ((ObjectNode) json.get("judging")).remove("boxes");
        Files.writeString(summary, json.toString());
        Files.writeString(set.resolve("train/labels/0.txt"), "0 0.5 0.5 0.2 0.2\n");
        assertThat(run(set, folder.resolve("run"))).isTrue();
        assertThat(folder.resolve("run/gate.json")).content().contains("own val: 3 of 3 pictures are labelled by");

        Files.writeString(set.resolve("val/labels/4.txt"), "0 0.5 0.5 0.2 0.2\n");
        assertThat(run(set, folder.resolve("again"))).isTrue();
        assertThat(folder.resolve("again/gate.json")).content().doesNotContain("are labelled by");
    }

    /** What chose the best of several is a little better there than elsewhere. */
    @ParameterizedTest
    @CsvSource({"1, false", "3, true"})
    void thatTheOwnValChoseTheEpochTooIsSaidWhereThereWereSeveral(int epochs, boolean said) throws IOException {
        Files.writeString(folder.resolve("train.yaml"), TRAIN.replace("epochs: 1", "epochs: " + epochs));
        assertThat(run(false)).isTrue();
        String note = "own val chose the best of 3 epochs too, so that its figure is a little flattered";
        assertThat(Files.readString(folder.resolve("run/gate.json")).contains(note))
                .isEqualTo(said);
        assertThat(err.toString().contains(note)).isEqualTo(said);
    }

    /** 0.5116 + 0.1 / 100 is 0.5126000000000001 in binary. */
    @Test
    void aGainOfJustWhatIsAskedForPasses() throws IOException {
        gate("gate: {gain: 0.1}");
        commands.before = 0.5116;
        commands.own = 0.5126;
        assertThat(run(false)).isTrue();

        Folders.delete(folder.resolve("run"));
        commands.own = 0.5125;
        assertThat(run(false)).isFalse();
    }

    @Test
    void aModelThatHadInt8HasItAgainWhereTheRecipeSaysSo() throws IOException {
        Files.writeString(folder.resolve("model/int8.onnx"), "int8");
        gate("gate: {gain: 0}\nquantise: {samples: 50}");
        assertThat(run(false)).isTrue();
        assertThat(commands.words("quantize"))
                .containsSubsequence(
                        "--calibration", folder.resolve("data").toString(), "--samples", "50", "--accept-loss");
        assertThat(folder.resolve("run/zoo/own/int8.onnx")).exists();
        assertThat(err.toString()).doesNotContain("float32");
    }

    @Test
    void whereItHasNoInt8AnyMoreTheVerdictSaysSo() throws IOException {
        Files.writeString(folder.resolve("model/int8.onnx"), "int8");
        assertThat(run(false)).isTrue();
        assertThat(folder.resolve("run/gate.json")).content().contains("float32 alone", "maskgate quantize --model");

        Folders.delete(folder.resolve("run"));
        commands.int8 = 0.7;
        gate("gate: {gain: 0}\nquantise: {samples: 50}");
        assertThat(run(false)).isTrue();
        assertThat(folder.resolve("run/gate.json"))
                .content()
                .contains("int8 loses more than 0.5 points against float32, so that gateways will run it in float32");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        9.1 |                              | int8 passed but was not faster on a workshop PC, so that gateways will run the
        9.1 | , "multiplies_bytes": false  | int8 was judged and timed on a workshop PC, which has none of asimddp,
        8.1 | , "multiplies_bytes": false  | int8 was judged and timed on a workshop PC, which has none of asimddp,
        """)
    void whereInt8SaysLittleOfAGatewayTheVerdictSaysSo(double int8, String bytes, String expected) throws IOException {
        Files.writeString(folder.resolve("model/int8.onnx"), "int8");
        gate("gate: {gain: 0}\nquantise: {samples: 50}");
        commands.speed = "{\"machine\": \"a workshop PC\", \"processor_ms\": {\"fp32\": 9.0, \"int8\": " + int8 + "}"
                + Objects.requireNonNullElse(bytes, "") + "}";

        assertThat(run(false)).isTrue();

        assertThat(new JsonMapper()
                        .readTree(folder.resolve("run/gate.json").toFile())
                        .path("notes"))
                .extracting(JsonNode::asText)
                .filteredOn(note -> note.startsWith("int8"))
                .singleElement()
                .asString()
                .startsWith(expected)
                .endsWith("; quantize again on a machine like the gateway's: maskgate quantize --model "
                        + folder.resolve("run/zoo/own") + " --calibration DATA");
    }
}
