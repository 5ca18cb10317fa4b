package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelZooTest {
    /** sha256 of the three bytes "abc", FIPS 180-2 appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    private Path root;
    private ModelZoo zoo;

    @BeforeEach
    void emptyZoo() throws IOException {
        root = Files.createDirectory(folder.resolve("zoo"));
        zoo = new ModelZoo(List.of(root));
    }

    @Test
    void modelsAreListedByNameWithTheirPrecisions() throws IOException {
        model(root, "b", "{\"name\":\"b\",\"labels\":[\"facemask\",\"no facemask\"]}", "int8.onnx", "fp16.onnx");
        model(root, "a", "{\"name\":\"a\",\"default\":true,\"unknown\":{\"x\":[1]}}", "fp32.onnx");

        var listing = zoo.list();

        assertThat(listing.problems()).isEmpty();
        assertThat(listing.models()).extracting(ZooModel::name).containsExactly("a", "b");
        assertThat(listing.models().get(0).files()).containsOnlyKeys(Precision.FP32);
        assertThat(listing.models().get(1).files()).containsOnlyKeys(Precision.FP16, Precision.INT8);
        assertThat(listing.models().get(1).precision()).isEqualTo(Precision.FP16);
        assertThat(listing.models().get(1).card().orElseThrow().labels()).containsExactly("facemask", "no facemask");
    }

    @Test
    void nameFolderAndFileLeadToTheSameModel() throws IOException {
        var dir = model(root, "a", card("a", false, ABC), "fp32.onnx");

        for (String given :
                List.of("a", dir.toString(), dir.resolve("fp32.onnx").toString())) {
            var model = zoo.resolve(given);
            assertThat(model.name()).as(given).isEqualTo("a");
            assertThat(model.onnx()).as(given).isEqualTo(dir.resolve("fp32.onnx"));
            assertThat(model.hasSum(Precision.FP32)).as(given).isTrue();
        }
    }

    @Test
    void fileWithoutCardIsTakenAsItIs() throws IOException {
        var file = Files.writeString(folder.resolve("mine.onnx"), "abc");

        var model = zoo.resolve(file.toString());

        assertThat(model.name()).isEqualTo("mine");
        assertThat(model.onnx()).isEqualTo(file);
        assertThat(model.hasSum(Precision.FP32)).isFalse();
    }

    @Test
    void sumsAreReadFromEitherPlaceOfTheCard() throws IOException {
        model(root, "a", "{\"name\":\"a\",\"files\":{\"fp32.onnx\":{\"sha256\":\"" + ABC + "\"}}}", "fp32.onnx");
        model(root, "b", "{\"name\":\"b\",\"files\":{\"fp32.onnx\":\"" + ABC + "\"}}", "fp32.onnx");

        assertThat(zoo.list().models()).allSatisfy(model -> {
            assertThat(model.hasSum(Precision.FP32)).isTrue();
            assertThat(model.onnx()).exists();
        });
    }

    @Test
    void exchangedFileIsRefusedWithBothSums() throws IOException {
        String other = "0".repeat(64);
        var dir = model(root, "a", card("a", true, other), "fp32.onnx");

        var model = zoo.defaultModel();

        refused(model::onnx)
                .withMessage("model " + dir.resolve("fp32.onnx") + ": expected sha256 " + other
                        + " as its card says, found " + ABC
                        + "; the file is damaged or was exchanged: install it again");
    }

    @Test
    void precisionThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
        var dir = model(root, "a", card("a", true, ABC), "fp32.onnx", "fp16.onnx");

        refused(() -> zoo.resolve("a").onnx(Precision.INT8))
                .withMessage("model a in " + dir + ": expected int8.onnx, found only fp32.onnx, fp16.onnx");
    }

    @Test
    void unknownNameIsAnsweredWithTheNamesThereAre() throws IOException {
        model(root, "a", card("a", true, ABC), "fp32.onnx");
        model(root, "b", card("b", false, ABC), "fp32.onnx");
        Files.createDirectory(root.resolve("empty"));

        refused(() -> zoo.resolve("c"))
                .withMessage("model c: expected a name, a folder or an .onnx file that exists, found nothing; "
                        + "there are a, b; unusable: model folder " + root.resolve("empty")
                        + ": expected fp32.onnx, fp16.onnx or int8.onnx, found none of them");
        refused(() -> zoo.resolve("../zoo")).withMessageContaining("there are a, b");
        refused(() -> zoo.resolve("")).withMessageContaining("found an empty text");
    }

    @Test
    void emptyZooSaysWhereItLooked() {
        refused(() -> zoo.resolve("a")).withMessageEndingWith("there is none in " + root);
        refused(() -> new ModelZoo(List.of(folder.resolve("none"))).defaultModel())
                .withMessage("default model: expected a card with \"default\": true, found none; there is none in "
                        + folder.resolve("none"));
    }

    @Test
    void twoDefaultsInOneRootAreRefused() throws IOException {
        model(root, "a", card("a", true, ABC), "fp32.onnx");
        model(root, "b", card("b", true, ABC), "fp32.onnx");

        refused(zoo::defaultModel)
                .withMessage("models in " + root + ": expected one card with \"default\": true, found a, b");
    }

    @Test
    void earlierRootCountsForNamesAndForTheDefault() throws IOException {
        var own = Files.createDirectory(folder.resolve("own"));
        var mine = model(own, "a", card("a", true, ABC), "fp32.onnx");
        model(root, "a", card("a", false, ABC), "fp32.onnx");
        model(root, "b", card("b", true, ABC), "fp32.onnx");
        var both = new ModelZoo(List.of(own, root));

        assertThat(both.defaultModel().dir()).isEqualTo(mine);
        assertThat(both.resolve("a").dir()).isEqualTo(mine);
        assertThat(both.list().models()).extracting(ZooModel::name).containsExactly("a", "b");
    }

    @Test
    void brokenCardsAreProblemsNotCrashes() throws IOException {
        model(root, "a", "{\n\"name\": oops}", "fp32.onnx");
        model(root, "b", "{\"labels\":[]}", "fp32.onnx");
        model(root, "c", "{\"name\":\"other\"}", "fp32.onnx");

        var listing = zoo.list();

        assertThat(listing.models()).isEmpty();
        assertThat(listing.problems()).hasSize(3);
        assertThat(listing.problems().get(0))
                .startsWith("model card " + root.resolve("a/card.json") + ":2: expected JSON, found ");
        assertThat(listing.problems().get(1)).endsWith("b/card.json: name: expected a text, found nothing");
        assertThat(listing.problems().get(2)).endsWith("c/card.json: name: expected c as its folder, found other");
    }

    private static ThrowableAssertAlternative<InferenceException> refused(ThrowingCallable call) {
        return assertThatExceptionOfType(InferenceException.class).isThrownBy(call);
    }

    private static String card(String name, boolean isDefault, String sum) {
        return "{\"name\":\"%s\",\"default\":%s,\"sha256\":{\"fp32.onnx\":\"%s\"}}".formatted(name, isDefault, sum);
    }

    /** A model folder whose files hold "abc". */
    private static Path model(Path root, String name, String card, String... files) throws IOException {
        var dir = Files.createDirectory(root.resolve(name));
        Files.writeString(dir.resolve("card.json"), card);
        for (String file : files) {
            Files.writeString(dir.resolve(file), "abc");
        }
        return dir;
    }
}
