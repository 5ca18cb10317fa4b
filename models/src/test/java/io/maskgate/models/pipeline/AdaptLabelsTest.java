package io.maskgate.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels that are not what their owner takes them for, and those that are left out: told before the night, and after it. */
class AdaptLabelsTest extends AdaptCase {
    private static String found(double recall, double accuracy, int faces) {
        return "\"faces\": {\"recall\": %s, \"accuracy\": %s, \"faces\": %d}".formatted(recall, accuracy, faces);
    }

    /** Of 40 faces 36 are found, two of them with their label. */
    @ParameterizedTest
    @CsvSource({
        "before-own, own val, '*.txt) beside the pictures that were given; and begin in another folder'",
        "before-old, old val, '*.txt), of train too; and begin in another folder'"
    })
    void labelsInTheOtherOrderAreRefusedBeforeTheTraining(String evaluation, String val, String where) {
        commands.faces = Map.of(evaluation, found(0.9, 0.0556, 40));
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        val
                                + ": of 36 faces that model finds 2 have the label that it sees, expected 9 or more; class 0 is"
                                + " facemask, 1 no facemask: either the pictures are such as model gets wrong, as samples of a"
                                + " gateway are: then set label.agree: 0; or the classes stand the other way round: then exchange")
                .hasMessageContaining(where);
        assertThat(commands.names()).doesNotContain("train");
    }

    /** A data set; what lies beside it says whose its labels are. */
    private Path set(String summary) throws IOException {
        var set = folder.resolve("set");
        TinyFaces.write(set, "train", 2);
        TinyFaces.write(set, "val", 2);
        if (!summary.isEmpty()) {
            Files.writeString(set.resolve("summary.json"), summary);
        }
        return set;
    }

    /** Looks that the model was wrong in, by the labels of their tracks, which the gateway wrote; a third of 36 it sees so. */
    @ParameterizedTest
    @CsvSource({"true, 0.0556, false", "true, 0.3, false", "false, 0.3, true"})
    void samplesOfAGatewayAreThoseThatTheModelGetsWrong(boolean exported, double accuracy, boolean said)
            throws IOException {
        var set = set(
                exported ? "{\"model\": \"the gateway by model\", \"judging\": {\"given\": 0, \"labelled\": 2}}" : "");
        commands.faces = Map.of("before-own", found(0.9, accuracy, 40));
        assertThat(run(set, folder.resolve("run"))).isTrue();
        String note =
                "own val before any training: of 36 faces that model finds 11 have the label that it sees, expected 18 or"
                        + " more; class 0 is facemask, 1 no facemask: either the pictures are such as it gets wrong, or labels are";
        assertThat(Files.readString(folder.resolve("run/gate.json")).contains(note))
                .isEqualTo(said);
        String told = err.toString();
        assertThat(told.substring(0, told.indexOf("step train")).contains(note))
                .as("before the night")
                .isEqualTo(said);
    }

    /** In train labels of a model stand beside the owner's, and are right. */
    @ParameterizedTest
    @CsvSource({
        "true, 'beside the pictures that data label was given, make the data set anew (data label --out); and'",
        "false, ', of train too'"
    })
    void anOwnersRowsAreExchangedWhereNoneOfAModelsAreWithThem(boolean made, String where) throws IOException {
        var set = set(
                made
                        ? "{\"pictures\": {\"given\": 4, \"labelled\": 6}, \"judging\": {\"given\": 2, \"boxes\": {}}}"
                        : "");
        commands.faces = Map.of("before-own", found(0.9, 0.0556, 40));
        assertThatThrownBy(() -> run(set, folder.resolve("run")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(where);
    }

    /** Half of them; all of nine, which are too few to tell. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.5, 40", "0.9, 0, 10", "0, 0, 40"})
    void whereHalfAgreeOrFewAreFoundItGoesOn(double recall, double accuracy, int faces) throws IOException {
        commands.faces = Map.of("before-own", found(recall, accuracy, faces));
        assertThat(run(false)).isTrue();
    }

    @Test
    void whoseLabelsAreRightAllTheSameSaysSo() throws IOException {
        commands.faces = Map.of("before-own", found(0.9, 0.0556, 40));
        gate("gate: {gain: 0}\nlabel: {agree: 0}");
        assertThat(run(false)).isTrue();

        gate("gate: {gain: 0}\nlabel: {agree: 1.5}");
        assertThatThrownBy(() -> run(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("adapt.yaml") + ":4: label: agree: expected 0 to 1, found 1.5");
    }

    @Test
    void labelsThatNoPictureTakesAreToldBeforeTheFirstStep() throws IOException {
        pictures(3);
        Files.writeString(folder.resolve("pictures/0.png.txt"), "0 0.5 0.5 0.4 0.4\n");
        Files.writeString(folder.resolve("pictures/1.png.txt"), "0 0.5 0.5 0.4 0.4\n");
        assertThat(run(false)).isTrue();
        var first = folder.resolve("pictures/0.png.txt");
        String line = "labels that no picture takes: 2, the first " + first
                + ": expected a picture of this name, found 0.png; name it 0.txt";
        assertThat(err.toString()).contains(line);
        assertThat(err.toString().indexOf(line)).isLessThan(err.toString().indexOf("step label"));
    }

    @Test
    void theReportTellsWhatWasLeftOutOfTheOwnPictures() throws IOException {
        assertThat(run(false)).isTrue();
        assertThat(folder.resolve("run/report.html"))
                .content()
                .contains("7.png: broken")
                .doesNotContain("3.txt");
    }
}
