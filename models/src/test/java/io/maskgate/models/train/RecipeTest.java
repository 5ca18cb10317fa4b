package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.distil.Distillation;
import io.maskgate.models.distil.Ramp;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lightmask-320",
                "lightmask-640x384",
                "lightmask-640x384-wide",
                "lightmask-896x512-wide",
                "lightmask-896x512-wide-second",
                "lightmask-640x384-distilled",
                "lightmask-640x384-fine",
                "lightmask-640x384-fine-second",
                "lightmask-640x384-fine-third",
                "lightmask-640x384-fine-fourth",
                "lightmask-320-narrow",
                "lightmask-448x256",
                "lightmask-640x384-wide-fine",
                "lightmask-896x512-fine",
                "damoyolo-t-320"
            })
    void theRecipesThatComeWithTheProjectAreValid(String name) throws IOException {
        var recipe = Recipe.read(Path.of("recipes", name + ".yaml"));
        assertThat(recipe.name()).isEqualTo(name);
        assertThat(recipe.epochs()).isPositive();
    }

    @Test
    void anEpochBelongsToThePhaseItFallsInto() throws IOException {
        var recipe = Recipe.read(write(Recipes.tiny(2, 3)));
        assertThat(recipe.epochs()).isEqualTo(5);
        assertThat(recipe.phase(1)).isSameAs(recipe.phases().get(0));
        assertThat(recipe.phase(2)).isSameAs(recipe.phases().get(1));
        assertThatThrownBy(() -> recipe.phase(5)).hasMessage("epoch 5 is beyond the recipe's 5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        batch: 4      | batch: 0           | 4: batch: expected 1 or more, found 0
        batch: 4      | batch: 4\\nbatsch: 5 | 5: batsch: unknown key; expected one of batch, bfloat16, distillation,
        batch: 4      | batch: four        | 4: batch: Cannot coerce String value ("four") to `int`
        batch: 4      | batch: 4.5         | 4: batch: Cannot coerce Floating-point value (4.5) to `int`
        workers: 1    | threads: 1         | 6: Duplicate field 'threads'
        average: 0.9  | average: 1.0       | 8: optimiser: average: expected 0 to below 1, found 1.0
        evaluation: {width: 64 | evaluation: {width: 2080 | 9: evaluation: evaluation: expected width and height of at most 2048, found 2080 x 64
        every: 1      | every: 1, often: 2 | 9: evaluation.often: unknown key; expected one of every, height, keep, width
        {width: 64, h | {width: 70, h      | expected width and height in multiples of 32, found 70 x 64
        flip: 0.5     | flip: 1.5          | 11: phases[0].augment: flip is 1.5, expected 0..1
        blur: 0,      | blurr: 0,          | 11: phases[0].augment.blur: expected this key, found none
        seed: 1       | ''                 | 1: seed: expected this key, found none
        phases:       | phases: [          | while parsing
        """)
    void aFaultIsNamedWithFileLineAndKey(String right, String wrong, String expected) throws IOException {
        var file = write(Recipes.tiny(2).replace(right, wrong.replace("\\n", "\n")));
        assertThatThrownBy(() -> Recipe.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ":")
                .hasMessageContaining(expected);
    }

    @Test
    void allUnknownAndMissingKeysAreNamedAtOnce() throws IOException {
        var file = write(Recipes.tiny(2).replace("name:", "title:").replace("maxNorm:", "norm:"));
        assertThatThrownBy(() -> Recipe.read(file))
                .hasMessage(String.join(
                        "\n",
                        file
                                + ":1: title: unknown key; expected one of batch, bfloat16, distillation, evaluation,"
                                + " loss, name, neck, network, optimiser, phases, preset, seed, start, threads,"
                                + " workers",
                        file
                                + ":8: optimiser.norm: unknown key; expected one of average, cosineEpochs, finalRate,"
                                + " learningRate, maxNorm, warmupSteps, weightDecay",
                        file + ":1: name: expected this key, found none",
                        file + ":8: optimiser.maxNorm: expected this key, found none"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        soft: {weight: 1}                                | 14: distillation: soft: expected a teacher, found none
        soft: {weight: 1, heat: 3}                       | 14: distillation.soft.heat: unknown key; expected one of backgr
        soft: {weight: 1, temperature: 0}                | 14: distillation.soft: temperature: expected above 0, found 0.0
        soft: {weight: 1, schedule: linear}              | 14: distillation.soft.schedule: Cannot deserialize
        'hard: {weight: 0}, soft: {weight: 1, off: 1}, teachers: [{name: a, weights: a.safetensors}]' | 14: distillation: hard.weight: expected one weight above 0 that is not off in the last epochs
        'hard: {weight: 1, off: 1}'                      | 14: distillation: hard.weight: expected one weight above 0 that is not off
        hard: {weight: 0}                                | 14: distillation: hard.weight: expected one weight above 0
        teachers: [{name: a, weights: a.safetensors}]    | 14: distillation: teachers: expected soft, box, feature, att
        teachers: [{name: a, weights: a.onnx}]           | 14: distillation.teachers[0]: adapter: expected the file that
        teachers: [{name: a, weights: a.pt}]             | 14: distillation.teachers[0]: weights: expected a file .safet
        teachers: [{name: .., recipe: a.yaml}]           | 14: distillation.teachers[0]: name: expected letters, digits,
        teachers: [{name: a}]                            | 14: distillation.teachers[0]: weights: expected weights or re
        'feature: {weight: 1}, teachers: [{name: a, weights: a.onnx, adapter: a.yaml}]' | 14: distillation: feature: expected a teacher that is a network
        'feature: {weight: 1}, teachers: [{name: a, weights: a.safetensors}, {name: b, weights: b.onnx, adapter: b.yaml}]' | 14: distillation: teachers[1].weights: expected a network (.safetensors or a recipe), or a weight for soft or box, which are all an ONNX file teaches, found b.onnx
        'soft: {weight: 1, off: 2}, teachers: [{name: a, weights: a.safetensors}]' | 14: distillation.soft.off: expected fewer than the recipe
        'soft: {weight: 1, end: 0.1}, teachers: [{name: a, weights: a.safetensors}]' | 14: distillation.soft: end: expected 0 or none beside schedule: constant, found 0.1
        'feature: {weight: 1, kind: mse, temperature: 2}, teachers: [{name: a, weights: a.safetensors}]' | 14: distillation.feature: temperature: expected 1 or none beside kind: mse, which has none, found 2.0
        'soft: {weight: 1}, teachers: [{name: a, weights: a.safetensors, confidence: 0.5}]' | 14: distillation.teachers[0]: confidence: expected one only beside an .onnx file: a network is listened to everywhere, found 0.5
        'soft: {weight: 1}, teachers: [{name: a, weights: a.safetensors, enlarge: 3}]' | 14: distillation.teachers[0]: enlarge: expected 1 or 2, found 3
        'soft: {weight: 1}, teachers: [{name: a, weights: a.onnx, adapter: a.yaml, enlarge: 2}]' | 14: distillation.teachers[0]: enlarge: expected none beside an .onnx file: the adapter says its size, found 2
        'soft: {weight: 1}, teachers: [{name: a, weights: a.safetensors}, {name: a, weights: b.safetensors}]' | a name no other teacher has
        """)
    void whatCannotBeLearntIsRefusedWithLineAndKey(String distillation, String expected) throws IOException {
        var file = write(Recipes.tiny(2) + "distillation: {" + distillation + "}\n");
        assertThatThrownBy(() -> Recipe.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ":")
                .hasMessageContaining(expected);
    }

    @Test
    void relationsNeedMoreThanOneView() throws IOException {
        String yaml = Recipes.tiny(1) + """
            distillation: {relation: {weight: 1}, teachers: [{name: t, weights: t.safetensors}]}
            """;
        assertThat(Recipe.read(write(yaml.replace("batch: 4", "batch: 2"))).batch())
                .isEqualTo(2);
        refused(yaml.replace("batch: 4", "batch: 1"), "4: batch: expected 2 or more for distillation.relation");
    }

    @Test
    void aNetworkIsNamedOrItsNeckGivenAndNotBoth() throws IOException {
        assertThat(Recipe.read(write(Recipes.tiny(1))).build()).isEqualTo(new LightMask(16));
        var named = Recipes.tiny(1).replace("neck: 16", "network: lightmask-n16");
        assertThat(Recipe.read(write(named)).build()).isEqualTo(new LightMask(16));
        refused(Recipes.tiny(1) + "network: lightmask-n16\n", "network: expected one of them, found lightmask-n16 and");
        refused(named.replace("-n16", "-x"), "2: network: architecture is 'lightmask-x'");
        refused(Recipes.tiny(1).replace("neck: 16\n", ""), "network: expected one of them, found neither");
    }

    private void refused(String yaml, String expected) throws IOException {
        var file = write(yaml);
        assertThatThrownBy(() -> Recipe.read(file)).hasMessageContaining(expected);
    }

    @Test
    void aPresetHoldsWhereTheRecipeSaysNothing() throws IOException {
        var recipe = Recipe.read(write(Recipes.tiny(1).replaceAll("(?m)^(optimiser|loss):.*\n", "") + """
            preset: article
            optimiser: {warmupSteps: 7}
            distillation: {soft: {weight: 0.25}, teachers: [{name: t, weights: t.safetensors}]}
            """));
        assertThat(recipe.optimiser()).isEqualTo(new Recipe.Optimiser(0.001, 0.00001, 0.0001, 20, 7, 0.9985, 50));
        assertThat(recipe.distillation().hard().weight()).isEqualTo(0.7);
        assertThat(recipe.distillation().soft().weight()).isEqualTo(0.25);
        assertThat(recipe.distillation().soft().temperature()).isEqualTo(4);
        assertThat(recipe.distillation().feature().weight()).isEqualTo(0.1);
        refused(
                Recipes.tiny(1) + "preset: paper\n",
                "14: preset: expected one of [article, article-second, maskgate] or");
    }

    /** By the ablation in README.md. */
    @Test
    void thePresetOfOurOwnTeachesTheKindsThatMeasuredBest() throws IOException {
        var distillation = Recipe.read(write(Recipes.tiny(1).replaceAll("(?m)^(optimiser|loss):.*\n", "") + """
            preset: maskgate
            distillation: {teachers: [{name: t, weights: t.safetensors}]}
            """))
                .distillation();
        assertThat(distillation.hard().weight()).isEqualTo(1);
        assertThat(distillation.soft()).isEqualTo(new Distillation.Soft(1, Ramp.CONSTANT, 0, 0, 4, 0));
        assertThat(distillation.box()).isEqualTo(new Distillation.Box(0.25, Ramp.CONSTANT, 0, 0, 10));
        assertThat(distillation.wantsFeatures()).isFalse();
    }

    /** Their runs were with all kinds, which the preset no longer says. */
    @ParameterizedTest
    @CsvSource({"lightmask-640x384-distilled, 1, 0.25", "lightmask-320-damoyolo, 0.5, 0.1"})
    void aRecipeOfADoneRunKeepsItsKinds(String name, double soft, double box) throws IOException {
        var distillation = Recipe.read(Path.of("recipes", name + ".yaml")).distillation();
        assertThat(distillation.hard().weight()).isEqualTo(1);
        assertThat(distillation.soft()).isEqualTo(new Distillation.Soft(soft, Ramp.CONSTANT, 0, 0, 4, 0));
        assertThat(distillation.box()).isEqualTo(new Distillation.Box(box, Ramp.CONSTANT, 0, 0, 10));
        assertThat(distillation.feature())
                .isEqualTo(new Distillation.Feature(1, Ramp.COSINE, 0.1, 0, Distillation.Imitation.CWD, 1));
        assertThat(distillation.attention()).isEqualTo(new Distillation.Attention(1, Ramp.CONSTANT, 0, 0));
        assertThat(distillation.relation()).isEqualTo(new Distillation.Relation(1, Ramp.CONSTANT, 0, 0, 1, 2));
    }

    @Test
    void aRecipeMayStandOnAFileBesideIt() throws IOException {
        var base = Files.writeString(folder.resolve("base.yaml"), Recipes.tiny(2));
        var file = write("preset: base.yaml\nbatch: 2\n");
        var recipe = Recipe.read(file);
        assertThat(recipe.batch()).isEqualTo(2);
        assertThat(recipe.epochs()).isEqualTo(2);
        Files.writeString(base, Recipes.tiny(2) + "colour: red\n");
        refused("preset: base.yaml\n", "base.yaml:14: colour: unknown key");
        refused("name: x\npreset: none.yaml\n", ":2: preset: expected a readable file, found ");
    }

    @Test
    void aPresetStandsOnNothing() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), Recipes.tiny(2) + "preset: article\n");
        refused(
                "preset: base.yaml\nbatch: 2\n",
                "base.yaml:14: preset: expected no such key in a file that others stand on, found article");
    }

    /** Neither the file it stood on nor a preset of that name need be there, or mean the same, when it is read again. */
    @ParameterizedTest
    @CsvSource({"recipe.yaml, 1", "base.yaml, 1", "article, 1", "article, 9"})
    void aRecipeThatIsKeptStandsAlone(String preset, long seed) throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(2));
        Files.writeString(folder.resolve("base.yaml"), Recipes.tiny(2));
        var run = Files.createDirectories(folder.resolve("run"));
        var given = Files.createDirectories(folder.resolve("given")).resolve("own.yaml");
        String own = preset.endsWith(".yaml")
                ? "preset: ../" + preset + "\nbatch: 2\n"
                : Recipes.tiny(1).replaceAll("(?m)^(optimiser|loss):.*\n", "") + """
                    preset: article
                    distillation: {teachers: [{name: t, weights: t.safetensors}]}
                    """;
        Files.writeString(given, "# Why it is so.\n" + own);
        var recipe = Recipe.read(given).withSeed(seed);

        var kept = Files.writeString(run.resolve("recipe.yaml"), recipe.standaloneOf(given));
        Files.delete(folder.resolve("recipe.yaml"));
        Files.delete(folder.resolve("base.yaml"));

        assertThat(kept).content().startsWith("# Why it is so.\n").doesNotContain("preset");
        assertThat(Recipe.read(kept).digest()).isEqualTo(recipe.digest());
    }

    @Test
    void aRecipeThatStandsOnNothingIsKeptAsItIs() throws IOException {
        String text = "# Why it is so.\n" + Recipes.tiny(1) + "# The end.\n";
        var file = write(text);
        assertThat(Recipe.read(file).standaloneOf(file)).isEqualTo(text);
        assertThat(Recipe.read(file).withSeed(7).standaloneOf(file))
                .contains("seed: 7")
                .doesNotContain("# The end.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lightmask-n64",
                "lightmask-fine-n64",
                "mobilenetv3-small-n64",
                "shufflenetv2-n64",
                "yolov4-tiny-n64"
            })
    void studentsDifferInTheNetworkAlone(String network) throws IOException {
        var recipe = Recipe.read(Path.of("recipes/students", network + ".yaml"));
        var first = Recipe.read(Path.of("recipes/students/lightmask-n64.yaml"));
        assertThat(recipe.network()).isEqualTo(network);
        assertThat(recipe.phases()).isEqualTo(first.phases());
        assertThat(recipe.optimiser()).isEqualTo(first.optimiser());
        assertThat(recipe.seed()).isEqualTo(first.seed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alone", "soft", "soft-box", "feature", "attention", "relation", "all"})
    void theAblationsRecipesAreValidAndDifferInNothingElse(String name) throws IOException {
        var recipe = Recipe.read(Path.of("recipes/ablation", name + ".yaml"));
        var alone = Recipe.read(Path.of("recipes/ablation/alone.yaml"));
        assertThat(recipe.with(Distillation.none())).isEqualTo(alone);
        assertThat(recipe.distillation().teachers()).hasSize(name.equals("alone") ? 0 : 1);
    }

    /** Computed before recipes could say more: runs begun then must go on. */
    @Test
    void aRecipeThatUsesNothingNewIsTheOneItWas() throws IOException {
        var plain = Recipe.read(write(Recipes.tiny(1)));
        assertThat(plain.digest()).isEqualTo("5c9923ad");
        var taught = Recipe.read(write(Recipes.tiny(1) + """
            distillation: {soft: {weight: 0.5}, teachers: [{name: t, weights: t.safetensors}]}
            """));
        assertThat(taught.digest()).isNotEqualTo(plain.digest());
        assertThat(plain.withSeed(5).digest()).isNotEqualTo(plain.digest());
        var kept = Recipe.read(write(Recipes.tiny(1).replace("every: 1", "every: 1, keep: 3")));
        assertThat(kept.evaluation().keep()).isEqualTo(3);
        assertThat(kept.digest())
                .as("what is kept changes nothing that is learnt")
                .isEqualTo(plain.digest());
    }

    @Test
    void whereFilesLieMakesNoOtherRecipe() throws IOException {
        String yaml = Recipes.tiny(1).replace("start: \"\"", "start: a/start.safetensors") + """
            distillation:
              box: {weight: 1}
              replay: {folder: a/answers}
              teachers: [{name: s, weights: a/s.safetensors}, {name: t, weights: a/t.onnx, adapter: a/t.yaml}]
            """;
        var recipe = Recipe.read(write(yaml));
        assertThat(Recipe.read(write(yaml.replace("a/", "./b/../a/"))).digest()).isEqualTo(recipe.digest());
        assertThat(Recipe.read(write(yaml.replace("start: a/start.safetensors", "start: ''")))
                        .digest())
                .isNotEqualTo(recipe.digest());
        for (String other : new String[] {"share: 2", "confidence: 0.4"}) {
            var changed = yaml.replace("adapter: a/t.yaml", "adapter: a/t.yaml, " + other);
            assertThat(Recipe.read(write(changed)).digest()).isNotEqualTo(recipe.digest());
        }
        assertThat(Recipe.read(write(yaml.replace("weight: 1", "weight: 2"))).digest())
                .isNotEqualTo(recipe.digest());
    }

    @Test
    void anEmptyFileIsNoRecipe() throws IOException {
        var file = write("\n");
        assertThatThrownBy(() -> Recipe.read(file)).hasMessage(file + ":1: expected a recipe, found an empty file");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("recipe.yaml"), text);
    }
}
