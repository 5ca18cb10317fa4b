package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.models.export.FixedAnswer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * A detector that is not ours. Whatever it is shown, it answers with two boxes, as fractions of its input of 64 x 64, which
 * a view fills stretched: one with a mask, surely, and one without.
 *
 * <p>Asked about the whole picture of 128 x 64, a fraction is one of the picture. Asked about a view of 64 x 64, in which
 * the picture lies from y = 16 to 48, the same fractions are other places.
 */
class EvaluateCommandTest extends BeforeMaskgate {
    private static final String ADAPTER = """
            input: {name: images, width: 64, height: 64, fit: stretch, scale: [255, 255, 255]}
            boxes: {name: boxes, form: corners, unit: fraction}
            scores: {name: scores, facemask: 2, noFacemask: 1}
            """;

    private Path onnx = Path.of("");
    private Path adapter = Path.of("");

    @BeforeEach
    void aDetectorAndAPictureOfTwoFaces() throws IOException {
        onnx = folder.resolve("public.onnx");
        new FixedAnswer("images", false, 64)
                .floats("boxes", new float[] {0.25f, 0.25f, 0.5f, 0.75f, 0.75f, 0.25f, 1, 0.75f}, 1, 2, 4)
                .floats("scores", new float[] {0.1f, 0, 0.9f, 0.2f, 0.75f, 0.05f}, 1, 2, 3)
                .write(onnx);
        adapter = Files.writeString(folder.resolve("public.yaml"), ADAPTER);
        Files.createDirectories(folder.resolve("val/images"));
        Files.createDirectories(folder.resolve("val/labels"));
        ImageIO.write(
                new BufferedImage(128, 64, BufferedImage.TYPE_3BYTE_BGR),
                "jpg",
                folder.resolve("val/images/a_1.jpg").toFile());
        label("0 0.375 0.5 0.25 0.5\n1 0.875 0.5 0.25 0.5\n");
    }

    private void label(String rows) throws IOException {
        Files.writeString(folder.resolve("val/labels/a_1.txt"), rows);
    }

    private int evaluate(Object... more) {
        return maskgate(Stream.concat(Stream.of("evaluate", "--data", folder), Arrays.stream(more))
                .toArray());
    }

    private JsonNode json(Object... more) throws IOException {
        var words = Stream.concat(Stream.of("--model", onnx, "--adapter", adapter, "--json"), Arrays.stream(more));
        assertThat(evaluate(words.toArray())).as(err.toString()).isZero();
        return new JsonMapper().readTree(out.toString());
    }

    @Test
    void itIsJudgedAsOurOwnModelsAreByTheWholePicture() throws IOException {
        var json = json("--curves", folder.resolve("curves"));
        assertThat(json.path("model").asText()).startsWith("public@");
        assertThat(json.path("engine").asText()).isEqualTo("onnxruntime cpu, asked by public.yaml");
        assertThat(json.path("input")).extracting(JsonNode::asInt).containsExactly(64, 64);
        assertThat(json.path("map50").asDouble()).isEqualTo(1);
        assertThat(json.path("map5095").asDouble()).isEqualTo(1);
        assertThat(json.at("/faces/recall").asDouble()).isEqualTo(1);
        assertThat(json.at("/faces/accuracy").asDouble()).isEqualTo(1);
        assertThat(json.at("/sizes/medium/faces").asInt()).isEqualTo(2);
        assertThat(json.at("/milliseconds/engine").asDouble()).isNotNegative();
        assertThat(folder.resolve("curves/classes.png")).exists();
    }

    @Test
    void whereNoCurvesCanBeDrawnTheFiguresAreWholeAndThatIsSaid() throws IOException {
        var curves = Files.createDirectories(folder.resolve("curves"));
        Files.writeString(curves.resolve("sizes.png"), "of another evaluation");
        var command = new EvaluateCommand((_, _, _) -> {
            throw new Error("Probable fatal error: No physical fonts found.");
        });
        var words =
                new Object[] {"--model", onnx, "--adapter", adapter, "--data", folder, "--json", "--curves", curves};
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Arrays.stream(words).map(String::valueOf).toArray(String[]::new));

        assertThat(code).as(err.toString()).isZero();
        assertThat(new JsonMapper().readTree(out.toString()).path("map50").asDouble())
                .isEqualTo(1);
        assertThat(err.toString())
                .contains(curves.resolve("classes.png")
                        + ": not drawn: java.lang.Error: Probable fatal error: No physical fonts found.; where it is for"
                        + " want of fonts, install some (on Debian: fontconfig and fonts-dejavu-core)");
        assertThat(curves).isEmptyDirectory();
    }

    @Test
    void aWrongLabelOfItsCostsWhatItCostsOurs() throws IOException {
        label("1 0.375 0.5 0.25 0.5\n1 0.875 0.5 0.25 0.5\n");
        var json = json();
        // of the class without, the surer box is right, and the other face is not found as one
        assertThat(json.at("/classes/no facemask/ap50").asDouble()).isEqualTo(0.505, within(1e-4));
        assertThat(json.at("/faces/recall").asDouble()).isEqualTo(1);
        assertThat(json.at("/faces/accuracy").asDouble()).isEqualTo(0.5);
    }

    @Test
    void askedAboutAViewItAnswersInTheView() throws IOException {
        // 0.25 to 0.75 of the view's height is the whole of the picture's
        label("0 0.375 0.5 0.25 1\n1 0.875 0.5 0.25 1\n");
        var json = json("--size", "64x64");
        assertThat(json.path("engine").asText()).isEqualTo("onnxruntime cpu, asked by public.yaml in views of 64x64");
        assertThat(json.path("map5095").asDouble()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --model F.onnx --size 64x64 | --size: expected none without --adapter: our models have their own
        --model F.onnx --adapter A.yaml --precision fp16 | --precision: expected none beside --adapter: the precision is that of FILE.onnx
        --model lightmask-320 --adapter A.yaml | --model: expected FILE.onnx beside --adapter, found lightmask-320
        --model F.onnx --adapter A.yaml --threads 0 | --threads: expected 1 or more, found 0
        --model F.onnx --adapter A.yaml --size 64 | expected WIDTHxHEIGHT in pixels, for instance 640x384, found '64'
        --model F.onnx --adapter A.yaml --size 5000x64 | view width: expected 1 to 4096, found 5000
        """)
    void whatDoesNotGoTogetherIsWrongUsage(String words, String expected) {
        assertThat(evaluate((Object[]) words.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(expected);
    }

    @Test
    void anAdapterThatCannotBeIsWrongUsageAndOneThatDoesNotFitAFailure() throws IOException {
        Files.writeString(adapter, ADAPTER.replace("unit: fraction", "unit: metre"));
        assertThat(evaluate("--model", onnx, "--adapter", adapter)).isEqualTo(2);
        assertThat(err.toString()).startsWith(adapter + ":2: boxes.unit: ");
        err.getBuffer().setLength(0);

        Files.writeString(adapter, ADAPTER.replace("name: scores", "name: labels"));
        assertThat(evaluate("--model", onnx, "--adapter", adapter)).isEqualTo(1);
        assertThat(err.toString()).startsWith("model " + onnx + ": expected the output labels, found ");
    }

    @Test
    void withoutItsAdapterTheFaultNamesTheOption() {
        assertThat(evaluate("--model", onnx)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("model " + onnx + ": ")
                .contains("a detector that is not ours is asked by --adapter, see models/recipes/teachers");
    }
}
