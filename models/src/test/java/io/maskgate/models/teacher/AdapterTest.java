package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterTest {
    @TempDir
    private Path folder;

    private Path write(String boxes, String scores, String classes) throws IOException {
        return Files.writeString(folder.resolve("a.yaml"), """
            input: {name: images, width: 64, height: 48, fit: letterbox}
            boxes: {%s}
            scores: {%s}
            classes: {%s}
            """.formatted(boxes, scores, classes));
    }

    @Test
    void aFileOfTheFirstFormMeansTwoOutputsOfRowsAndProbabilities() throws IOException {
        var adapter = Adapter.read(Path.of("recipes/teachers/rfb-640.yaml"));
        assertThat(adapter.outputs()).containsExactly("boxes", "scores");
        assertThat(adapter.boxes().columns()).containsExactly(0, 1, 2, 3);
        assertThat(List.of(adapter.boxes().layout(), adapter.scores().layout())).containsOnly(AdapterOrder.ROWS);
        assertThat(adapter.boxes().decode()).isEqualTo(AdapterBoxes.Decode.NONE);
        assertThat(adapter.scores().activation()).isEqualTo(AdapterScores.Activation.NONE);
        assertThat(adapter.scores().facemask()).containsExactly(2);
        assertThat(adapter.classes().present()).isFalse();
    }

    @Test
    void oneOutputIsAskedForOnce() throws IOException {
        var file = write(
                "name: o, form: centre, unit: pixel",
                "name: o, column: 4",
                "name: o, column: 5, facemask: 0, noFacemask: [1, 2]");
        assertThat(Adapter.read(file).outputs()).containsExactly("o");
        assertThat(Adapter.read(file).classes().noFacemask()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        decode: yolox, form: corners | facemask: 4, noFacemask: 5 | '' | 2: boxes: form: expected centre for decode: yolox, found CORNERS
        decode: yolox, form: centre, strides: [5] | facemask: 4, noFacemask: 5 | '' | 2: boxes.strides: expected strides that divide the input of 64 x 48, found [5]
        form: centre, strides: [16] | facemask: 4, noFacemask: 5 | '' | 2: boxes: strides: expected none beside decode: none, found [16]
        form: centre, columns: [0, 1, ~, 3] | facemask: 4, noFacemask: 5 | '' | 2: boxes.columns[2]: expected a value, found none
        decode: ssd, form: centre, strides: [5], priors: {sizes: [[9, ~]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes.priors.sizes[0][1]: expected a value, found none
        form: centre, columns: [0, 1, 2, 2] | facemask: 4, noFacemask: 5 | '' | 2: boxes: columns: expected 4 columns from 0, found [0, 1, 2, 2]
        form: centre | facemask: 3, noFacemask: 5 | '' | 3: scores.facemask: expected other ones than [0, 1, 2, 3], found [3]
        form: centre | facemask: 4, noFacemask: [5, 4] | '' | 3: scores: noFacemask: expected other ones than [4], found [5, 4]
        form: centre | facemask: [4, 4], noFacemask: 5 | '' | 3: scores: facemask: expected each once, found [4, 4]
        form: centre | facemask: 4, noFacemask: 5, objectness: 5 | '' | 3: scores: objectness: expected other ones than [4, 5], found [5]
        form: centre | facemask: 4, noFacemask: 5, objectness: [6, 7] | '' | 3: scores: objectness: expected one column, found [6, 7]
        form: centre | facemask: 4, noFacemask: 5, activation: softmax | '' | 3: scores: activation: expected background or objectness beside softmax
        form: centre | facemask: 4, noFacemask: 5, background: 6 | '' | 3: scores: background: expected none without activation: softmax, found [6]
        form: centre | facemask: 4, noFacemask: 5, layout: columns | '' | 3: scores.layout: expected that of boxes, the same output, found COLUMNS
        form: centre | facemask: 4 | '' | 3: scores.noFacemask: expected its column, or classes, found none
        form: centre | facemask: 4, noFacemask: 5, column: 2 | '' | 3: scores.column: expected none without classes, found 2
        form: centre | facemask: 4, column: 4 | name: o, column: 5, facemask: 0, noFacemask: 1 | 3: scores.facemask: expected none beside classes
        form: centre | column: 4, activation: sigmoid | name: o, column: 5, facemask: 0, noFacemask: 1 | 3: scores.activation: expected none beside classes
        form: centre | column: 4 | name: o, column: 4, facemask: 0, noFacemask: 1 | 4: classes.column: expected other ones than [4], found [4]
        form: centre | column: 4 | name: o, column: 5, facemask: 0 | 4: classes: noFacemask: expected the class that means it, found none
        form: centre | column: 4 | facemask: 0 | 4: classes: name: expected the output that names classes, found none
        form: centre | facemask: 4, noFacemask: 5 | column: 5 | 4: classes: column: expected none without name, found 5
        decode: ssd, form: corners, priors: {sizes: [[9], [9], [9]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes: form: expected centre for decode: ssd, found CORNERS
        decode: ssd, form: centre | facemask: 4, noFacemask: 5 | '' | 2: boxes: priors.sizes: expected a list for each one of the strides [8, 16, 32], found []
        decode: ssd, form: centre, strides: [5, 10], priors: {sizes: [[9]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes: priors.sizes: expected a list for each one of the strides [5, 10], found [[9.0]]
        decode: ssd, form: centre, strides: [5], priors: {sizes: [[]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes.priors: sizes: expected for each stride a list of numbers above 0, found [[]]
        decode: ssd, form: centre, strides: [5], priors: {sizes: [[9, 0]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes.priors: sizes: expected for each stride a list of numbers above 0, found [[9.0, 0.0]]
        decode: ssd, form: centre, strides: [5], priors: {sizes: [[0.1]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes: priors.sizes: expected 1 or more for unit: pixel, found [[0.1]]
        decode: ssd, form: centre, strides: [5, 9], priors: {sizes: [[9], [9]], ratios: [[2]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes.priors: ratios: expected a list for each one of sizes, or none at all, found [[2.0]]
        decode: ssd, form: centre, strides: [5], priors: {sizes: [[9]], ratios: [[-1]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes.priors: ratios: expected numbers above 0, found [[-1.0]]
        decode: ssd, form: centre, strides: [5], priors: {sizes: [[9]], variances: [0.1]} | facemask: 4, noFacemask: 5 | '' | 2: boxes.priors: variances: expected 2 numbers above 0, found [0.1]
        decode: ssd, form: centre, strides: [5], priors: {clip: true} | facemask: 4, noFacemask: 5 | '' | 2: boxes.priors: sizes: expected those of the priors, found none
        decode: ssd, form: centre, strides: [5], priors: {size: [[9]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes.priors.size: unknown key
        decode: yolox, form: centre, priors: {sizes: [[9]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes: priors: expected none beside decode: yolox, found [[9.0]]
        form: centre, priors: {sizes: [[9]]} | facemask: 4, noFacemask: 5 | '' | 2: boxes: priors: expected none beside decode: none, found [[9.0]]
        form: centre, unitt: pixel | facemask: 4, noFacemask: 5 | '' | 2: boxes.unitt: unknown key
        """)
    void whatCannotBeIsRefusedWithFileLineAndKey(String boxes, String scores, String classes, String expected)
            throws IOException {
        var file = write("name: o, unit: pixel, " + boxes, "name: o, " + scores, classes);
        assertThatThrownBy(() -> Adapter.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ":")
                .hasMessageContaining(expected);
    }

    @Test
    void aFileThatIsNoTextAndAFolderAreNamed() throws IOException {
        var file =
                Files.write(folder.resolve("latin.yaml"), "# one\n# f\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Adapter.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ":2: expected text in UTF-8, found the byte 0xfc; save the file as UTF-8");
        assertThatThrownBy(() -> Adapter.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder + ": expected a YAML file, found a folder");
    }
}
