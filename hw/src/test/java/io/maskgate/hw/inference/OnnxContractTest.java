package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxContractTest {
    private static final InferenceOptions OPTIONS = InferenceOptions.defaults().withThreads(1);

    @TempDir
    Path folder;

    static Stream<Arguments> brokenModels() {
        return Stream.of(
                broken(
                        "labels swapped",
                        new TestModel().metadata("maskgate.labels", "no facemask,facemask"),
                        "metadata maskgate.labels: expected facemask,no facemask, found 'no facemask,facemask'"),
                broken(
                        "no labels",
                        new TestModel().without("maskgate.labels"),
                        "metadata maskgate.labels: expected facemask,no facemask, found nothing"),
                broken(
                        "a third label",
                        new TestModel().metadata("maskgate.labels", "facemask,no facemask,"),
                        "metadata maskgate.labels: expected facemask,no facemask, found 'facemask,no facemask,'"),
                broken(
                        "no name",
                        new TestModel().without("maskgate.name"),
                        "metadata maskgate.name: expected a name of letters"),
                broken(
                        "name that breaks a topic",
                        new TestModel().metadata("maskgate.name", "a/#"),
                        "metadata maskgate.name: expected a name of letters, digits, dot, dash, underscore,"
                                + " found 'a/#'"),
                broken(
                        "sum that is no hex",
                        new TestModel().metadata("maskgate.sha", "unknown"),
                        "metadata maskgate.sha: expected 8 to 64 lower-case hex digits, found 'unknown'"),
                broken(
                        "other input name",
                        new TestModel().inputName("input"),
                        "inputs: expected exactly one, named images, found [input]"),
                broken(
                        "float input",
                        new TestModel().floatInput(),
                        "input images: expected uint8 [N,H,W,3], found FLOAT [open, 32, 64, 3]"),
                broken(
                        "fixed batch",
                        new TestModel().fixedBatch(),
                        "input images: expected uint8 [N,H,W,3] with open N and fixed H and W, found [1, 32, 64, 3]"),
                broken(
                        "odd height",
                        new TestModel().size(64, 33),
                        "input images: expected height and width divisible by 32, found [open, 33, 64, 3]"),
                broken(
                        "a picture of more bytes than can be counted",
                        new TestModel().size(32768, 32768),
                        "input images: expected height and width of at most 8192, found [open, 32768, 32768, 3]"),
                broken(
                        "no scores",
                        new TestModel().withoutScores(),
                        "outputs: expected boxes and scores, found [boxes]"),
                broken(
                        "fewer scores than boxes",
                        new TestModel().scoreAnchors(31),
                        "outputs: expected equally many boxes and scores, found 32 boxes, 31 scores"),
                broken(
                        "fewer scores than boxes, undeclared",
                        new TestModel().scoreAnchors(31).openAnchors(),
                        "output scores of 1 pictures: expected [1, 32, 2], found [1, 31, 2]"),
                broken(
                        "logits for probabilities",
                        new TestModel().scoreScale(1),
                        "output scores of a grey picture: expected probabilities, 0 to 1, found 114.0"),
                broken(
                        "scores that are no numbers",
                        new TestModel().scoreScale(Double.NaN),
                        "output scores of a grey picture: expected probabilities, 0 to 1, found NaN"),
                broken(
                        "batch baked into the graph",
                        new TestModel().bakedBatch(),
                        "first run: expected a result for 2 pictures, found "));
    }

    private static Arguments broken(String what, TestModel model, String message) {
        return Arguments.argumentSet(what, model, message);
    }

    @ParameterizedTest
    @MethodSource("brokenModels")
    void modelThatBreaksTheContractIsRefusedWithWhatWasFound(TestModel model, String message) {
        var file = model.write(folder.resolve("fp32.onnx"));

        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> OnnxDetector.open(file, OPTIONS))
                .withMessageStartingWith("model " + file + ": ")
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 0.99})
    void truncatedFileIsRefused(double share) throws IOException {
        byte[] whole = new TestModel().bytes();
        var file = Files.write(folder.resolve("fp32.onnx"), Arrays.copyOf(whole, (int) (whole.length * share)));

        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> OnnxDetector.open(file, OPTIONS))
                .withMessageStartingWith("model " + file + ": expected ");
    }

    @Test
    void fileThatIsNoModelIsRefused() throws IOException {
        var file = Files.writeString(folder.resolve("fp32.onnx"), "<html>404 not found</html>");

        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> OnnxDetector.open(file, OPTIONS))
                .withMessageContaining("expected an ONNX model, found a file the engine cannot load")
                .withMessageEndingWith("compare its sha256 with the model's card, or copy it again");
    }

    @Test
    void fileLargerThanAnyModelIsRefusedUnread() throws IOException {
        var file = folder.resolve("fp32.onnx");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 31);
        }
        String refusal = "model " + file + ": expected an ONNX file, of at most 2147483647 bytes by its format, found"
                + " 2147483648; it is damaged or another file: compare its sha256 with the model's card, or copy it again";

        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> OnnxDetector.open(file, OPTIONS))
                .withMessage(refusal);
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> OnnxModel.open(file, 1))
                .withMessage(refusal);
    }

    @Test
    void missingFileAndFolderAreNamed() {
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> OnnxDetector.open(folder.resolve("none.onnx"), OPTIONS))
                .withMessageEndingWith("none.onnx: expected an ONNX file, found nothing");
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> OnnxDetector.open(folder, OPTIONS))
                .withMessageEndingWith(": expected an ONNX file, found a folder");
    }

    @Test
    void labelsMayBeWrittenAsAJsonArray() {
        var model = new TestModel().metadata("maskgate.labels", "[\"facemask\", \"no facemask\"]");
        try (var detector = OnnxDetector.open(model.write(folder.resolve("fp32.onnx")), OPTIONS)) {
            assertThat(detector.model().labels()).isEqualTo(MaskLabel.texts());
        }
    }
}
