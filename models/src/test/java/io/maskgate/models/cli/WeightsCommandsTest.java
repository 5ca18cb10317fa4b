package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.MobileNetV3Small;
import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.zoo.Taught;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that make other weights of trained ones. */
class WeightsCommandsTest extends BeforeMaskgate {
    @ParameterizedTest
    @CsvSource({
        "refine, lightmask-fine-n16",
        "widen --factor 2, lightmask-w32.64.",
        "prune --ratio 0.3, lightmask-w",
        "prune --to lightmask-n8, lightmask-n8",
    })
    void theWeightsThatComeOfItAreWrittenAndBothNetworksTold(String command, String architecture) throws IOException {
        var weights = folder.resolve("best.safetensors");
        var made = folder.resolve("made.safetensors");
        TestWeights.write(new LightMask(16), weights);

        var words = Stream.concat(
                        Stream.of(command.split(" ")),
                        Stream.of("--weights", weights.toString(), "--out", made.toString()))
                .toArray();
        assertThat(maskgate(words)).as(err.toString()).isZero();

        assertThat(out).hasToString(made + System.lineSeparator());
        String found = Architectures.of(Safetensors.read(made)).architecture();
        assertThat(found).startsWith(architecture);
        assertThat(err.toString()).contains("lightmask-n16: ", found + ": ", "GFLOPs at 320 x 320");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ratio 0.3 --to lightmask-n8 | mutually exclusive",
                "--multiple 8 | Missing required argument",
                "--to lightmask-n8 --multiple 8 | --multiple: expected with --ratio, found with --to",
                "--to lightmask-x8 | architecture is 'lightmask-x8', expected one of",
            })
    void pruneAsksForAShareOrForWidths(String words, String message) throws IOException {
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);
        var made = folder.resolve("made.safetensors");
        var line = Stream.concat(
                        Stream.of("prune", "--weights", weights.toString(), "--out", made.toString()),
                        Stream.of(words.split(" ")))
                .toArray();

        assertThat(maskgate(line)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(made).doesNotExist();
    }

    /** Of which the card says whether it was learnt from labels alone. */
    @Test
    void aMeanHasTheTeachersOfAllItIsOf() throws IOException {
        var wide = new Taught("wide", "ab".repeat(32), 0.85, false);
        var third = new Taught("third", "cd".repeat(32), 0.87, false);
        var first = taught("a", List.of());
        var second = taught("b", List.of(wide, third.before()));
        var last = taught("c", List.of(third, wide));
        var made = folder.resolve("made.safetensors");

        assertThat(maskgate("average", first, second, last, "--out", made)).isZero();

        assertThat(Taught.of(Safetensors.read(made).metadata())).containsExactly(wide, third, third.before());
        assertThat(maskgate("average", first, first, "--out", made)).isZero();
        assertThat(Taught.of(Safetensors.read(made).metadata())).isEmpty();
    }

    private Path taught(String name, List<Taught> teachers) throws IOException {
        var file = folder.resolve(name + ".safetensors");
        TestWeights.write(new LightMask(16), file);
        var weights = Safetensors.read(file);
        var metadata = new TreeMap<>(weights.metadata());
        metadata.putAll(Taught.told(teachers));
        new Safetensors(metadata, weights.tensors()).write(file);
        return file;
    }

    @Test
    void aRunThatGoesOnWithoutItsStartStillKnowsTheTeachersThatHad() throws IOException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 1);
        var wide = new Taught("wide", "ab".repeat(32), 0.85, false);
        // From now on both are a teacher of an earlier run.
        var start = taught("start", List.of(wide, wide.before()));
        var recipe = Files.writeString(
                folder.resolve("recipe.yaml"),
                Recipes.tiny(2).replace("start: \"\"", "start: " + start).replace("every: 1", "every: 1, keep: 2"));
        var run = folder.resolve("run");
        Object[] words = {"train", "--data", folder, "--recipe", recipe, "--out", run, "--resume", "--epochs", 1};
        assertThat(maskgate(words)).as(err.toString()).isZero();
        Files.delete(start);
        words[words.length - 1] = 2;
        assertThat(maskgate(words)).as(err.toString()).isZero();

        var weights = Safetensors.read(run.resolve("epoch-02.safetensors"));
        assertThat(Taught.of(weights.metadata())).containsExactly(wide.before());
        var record = new JsonMapper().readTree(run.resolve("training.json").toFile());
        assertThat(record.at("/teachers/0/earlier").asBoolean()).isTrue();
    }

    @Test
    void weightsThatAreReadAreNotWrittenOver() throws IOException {
        var weights = folder.resolve("best.safetensors");
        var other = folder.resolve("other.safetensors");
        TestWeights.write(new LightMask(16), weights);
        TestWeights.write(new LightMask(16), other);
        byte[] before = Files.readAllBytes(weights);
        // The same file by another name.
        var same = folder.resolve("../" + folder.getFileName() + "/best.safetensors");

        assertThat(maskgate("prune", "--weights", weights, "--ratio", 0.3, "--out", same))
                .isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("--out: expected another file than " + weights + ", which is read, found the same"
                        + System.lineSeparator());
        assertThat(maskgate("average", other, weights, "--out", same)).isEqualTo(2);
        assertThat(maskgate("models", "import", "--variant", "ns", "--weights", weights, "--out", same))
                .isEqualTo(2);
        assertThat(weights).hasBinaryContent(before);
    }

    @Test
    void networksThatCannotBeRefinedAreNamedAndNothingIsWritten() throws IOException {
        var weights = folder.resolve("best.safetensors");
        var made = folder.resolve("made.safetensors");
        TestWeights.write(new MobileNetV3Small(16), weights);

        assertThat(maskgate("refine", "--weights", weights.toString(), "--out", made.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("architecture is mobilenetv3-small-n16, expected a lightmask");
        assertThat(made).doesNotExist();
        assertThat(maskgate("refine", "--weights", weights.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--out");
    }
}
