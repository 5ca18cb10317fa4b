package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PixelStore;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.metrics.DetectionReport;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.teacher.Classroom;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final String TOO_FAST = Recipes.tiny(1)
            .replace("learningRate: 0.004", "learningRate: 1e30")
            .replace("warmupSteps: 2", "warmupSteps: 0");

    @TempDir
    private Path folder;

    private PixelStore train;
    private PixelStore val;

    @BeforeEach
    void pictures() throws IOException {
        TinyFaces.write(folder, "train", 8);
        TinyFaces.write(folder, "val", 2);
        train = PixelStore.decode(FaceDataset.read(folder, "train"), 1);
        val = PixelStore.decode(FaceDataset.read(folder, "val"), 1);
    }

    @Test
    void aRunThatWasKilledAndResumedEndsWhereAnUnbrokenOneDoes() throws IOException {
        String recipe = Recipes.tiny(1, 3).replace("every: 1", "every: 1, keep: 2");
        run(recipe, folder.resolve("unbroken"), false, new Watcher(Integer.MAX_VALUE));

        var broken = folder.resolve("broken");
        assertThatThrownBy(() -> run(recipe, broken, false, new Watcher(2))).hasMessage("killed in epoch 2");
        run(recipe, broken, true, new Watcher(Integer.MAX_VALUE));

        // In float32 on one thread the very same operations are done in the same order: nothing may differ.
        assertThat(broken.resolve("checkpoint.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("unbroken/checkpoint.safetensors"));
        assertThat(Trainer.best(broken)).hasSameBinaryContentAs(Trainer.best(folder.resolve("unbroken")));
        assertThat(broken.resolve("curve.csv")).hasSameTextualContentAs(folder.resolve("unbroken/curve.csv"));
        assertThat(Files.readAllLines(broken.resolve("curve.csv"))).hasSize(1 + 4);
        assertThat(broken.resolve("curve.png")).isNotEmptyFile();
        assertThat(epochs(broken)).hasSize(2).isEqualTo(epochs(folder.resolve("unbroken")));
    }

    private static List<String> epochs(Path run) throws IOException {
        try (var files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("epoch-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFewPicturesAreLearntByHeart() throws IOException {
        var watcher = new Watcher(Integer.MAX_VALUE);
        String recipe = Recipes.tiny(24).replace("every: 1", "every: 24");
        run(recipe, folder.resolve("run"), false, watcher);

        assertThat(watcher.losses.getLast()).isLessThan(watcher.losses.getFirst() / 2);
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRunAndSaysWhatToDo() {
        assertThatThrownBy(() -> run(TOO_FAST, folder.resolve("run"), false, new Watcher(Integer.MAX_VALUE)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("loss is not finite in epoch 1, batch 1 (")
                .hasMessageEndingWith(
                        "lower the learning rate, or train in float32 (bfloat16: false), in another folder");
        assertThat(folder.resolve("run/checkpoint.safetensors")).doesNotExist();
    }

    /** As it does not go on with another recipe in its folder. */
    @Test
    void whereThereAreWeightsAlreadyALossThatIsNotFiniteNamesThemToStartWith() throws IOException {
        var run = folder.resolve("run");
        run(Recipes.tiny(1), run, false, new Watcher(Integer.MAX_VALUE));
        Files.delete(run.resolve("checkpoint.safetensors"));
        assertThatThrownBy(() -> run(TOO_FAST, run, true, new Watcher(Integer.MAX_VALUE)))
                .hasMessageEndingWith("in another folder, with start: " + Trainer.best(run) + " to go on from there");
    }

    @Test
    void theBatchWhoseLossWasNotFiniteIsKeptToBeLookedAt() throws IOException {
        var saved = folder.resolve("run/not-finite/e0001-b00001");
        assertThatThrownBy(() -> run(TOO_FAST, folder.resolve("run"), false, new Watcher(Integer.MAX_VALUE)))
                .hasMessageContaining("the batch is in " + saved);
        var picture = ImageIO.read(saved.resolve("images/003.png").toFile());
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(64, 64);
        // The face of every one of the pictures is a square of one colour; it lies where its label says.
        var label = Files.readString(saved.resolve("labels/003.txt")).trim().split(" ");
        int rgb = picture.getRGB((int) (64 * Float.parseFloat(label[1])), (int) (64 * Float.parseFloat(label[2])));
        assertThat(rgb & 0xffffff).isEqualTo(label[0].equals("0") ? 0x00ff00 : 0xff0000);
    }

    @Test
    void aRunFolderIsNotOverwrittenAndNotContinuedByAnotherRecipe() throws IOException {
        var run = folder.resolve("run");
        run(Recipes.tiny(1), run, false, new Watcher(Integer.MAX_VALUE));
        assertThatThrownBy(() -> run(Recipes.tiny(1), run, false, new Watcher(Integer.MAX_VALUE)))
                .hasMessage(run + " holds a run already: add --resume to go on, or choose another folder");
        assertThatThrownBy(() -> run(Recipes.tiny(2), run, true, new Watcher(Integer.MAX_VALUE)))
                .hasMessageContaining("was made by another recipe");
    }

    @Test
    void weightsWhoseCheckpointWasClearedAwayAreNotReplaced() throws IOException {
        var run = folder.resolve("run");
        run(Recipes.tiny(1), run, false, new Watcher(Integer.MAX_VALUE));
        var best = Trainer.best(run);
        Files.delete(run.resolve("checkpoint.safetensors"));
        assertThatThrownBy(() -> run(Recipes.tiny(1), run, false, new Watcher(Integer.MAX_VALUE)))
                .hasMessage(run + " holds a run already: add --resume to go on, or choose another folder");

        var weights = Safetensors.read(best);
        var metadata = new TreeMap<>(weights.metadata());
        metadata.put("epoch", "7");
        new Safetensors(metadata, weights.tensors()).write(best);
        assertThatThrownBy(() -> run(Recipes.tiny(1), run, true, new Watcher(Integer.MAX_VALUE)))
                .isInstanceOf(IOException.class)
                .hasMessage(best + ": expected a checkpoint beside it to go on from, found none, and the weights, of"
                        + " epoch 7, would be replaced; choose another folder");
        assertThat(Safetensors.read(best).metadata()).containsEntry("epoch", "7");
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstCheckpointBeginsAnew() throws IOException {
        var run = folder.resolve("run");
        run(Recipes.tiny(1), run, false, new Watcher(Integer.MAX_VALUE));
        byte[] best = Files.readAllBytes(Trainer.best(run));
        Files.delete(run.resolve("checkpoint.safetensors"));
        run(Recipes.tiny(1), run, true, new Watcher(Integer.MAX_VALUE));
        assertThat(run.resolve("checkpoint.safetensors")).exists();
        assertThat(Trainer.best(run)).hasBinaryContent(best);
    }

    /** They would be held against its own, and the better ones stay. */
    @Test
    void epochsThatWereForgottenBesideAClearedCheckpointAreNotTakenForThoseOfANewRun() throws IOException {
        var run = folder.resolve("run");
        String recipe = Recipes.tiny(1).replace("every: 1", "every: 1, keep: 2");
        run(recipe, run, false, new Watcher(Integer.MAX_VALUE));
        Files.delete(run.resolve("checkpoint.safetensors"));
        Files.delete(Trainer.best(run));
        run(recipe, run, false, new Watcher(Integer.MAX_VALUE));
        assertThat(epochs(run)).as("as a kill leaves it").containsExactly("epoch-01.safetensors");

        Files.delete(run.resolve("checkpoint.safetensors"));
        Files.delete(Trainer.best(run));
        var old = Files.copy(run.resolve("epoch-01.safetensors"), run.resolve("epoch-07.safetensors"));
        assertThatThrownBy(() -> run(recipe, run, true, new Watcher(Integer.MAX_VALUE)))
                .isInstanceOf(IOException.class)
                .hasMessage(old + ": expected a checkpoint beside it to go on from, found none, and the epochs of a new"
                        + " run would be held against it; move it away, or choose another folder");
        assertThat(old).exists();
        run(recipe.replace(", keep: 2", ""), run, true, new Watcher(Integer.MAX_VALUE));
        assertThat(old).as("where none are kept").exists();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunWhoseBestWeightsAreGoneOrCutShortSaysSoBeforeItGoesOn(boolean cut) throws IOException {
        var run = folder.resolve("run");
        run(Recipes.tiny(2), run, false, 1, new Watcher(Integer.MAX_VALUE));
        var best = Trainer.best(run);
        byte[] whole = Files.readAllBytes(best);
        lose(best, cut);
        var watcher = new Watcher(Integer.MAX_VALUE);
        assertThatThrownBy(() -> run(Recipes.tiny(2), run, true, watcher))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(best + ": expected the weights of the run's best epoch so far, found ")
                .hasMessageContaining(cut ? "; the file is damaged or cut short; put" : " found none; put")
                .hasMessageEndingWith("; put them back, or remove what is there of best.safetensors,"
                        + " epoch-*.safetensors and checkpoint.safetensors, and the training begins anew");
        assertThat(watcher.losses).isEmpty();

        Files.deleteIfExists(best);
        Files.delete(run.resolve("checkpoint.safetensors"));
        run(Recipes.tiny(2), run, true, 1, watcher);
        assertThat(best).as("by that remedy").hasBinaryContent(whole);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bestWeightsThatAreKeptByTheirEpochTooArePutBack(boolean cut) throws IOException {
        var run = folder.resolve("run");
        String recipe = Recipes.tiny(2).replace("every: 1", "every: 1, keep: 1");
        run(recipe, run, false, 1, new Watcher(Integer.MAX_VALUE));
        byte[] whole = Files.readAllBytes(Trainer.best(run));
        lose(Trainer.best(run), cut);
        run(recipe, run, true, 1, new Watcher(Integer.MAX_VALUE));
        assertThat(Trainer.best(run)).hasBinaryContent(whole);
    }

    private static void lose(Path file, boolean cut) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        if (cut) {
            Files.write(file, Arrays.copyOf(whole, whole.length - 8));
        }
    }

    @Test
    void aRunPausedAtAnEpochGoesOnAsIfItHadNotPaused() throws IOException {
        var whole = new Watcher(Integer.MAX_VALUE);
        run(Recipes.tiny(2), folder.resolve("whole"), false, whole);
        var paused = new Watcher(Integer.MAX_VALUE);
        run(Recipes.tiny(2), folder.resolve("paused"), false, 1, paused);
        assertThat(paused.losses).hasSize(1);
        run(Recipes.tiny(2), folder.resolve("paused"), true, paused);
        assertThat(paused.losses).isEqualTo(whole.losses);
    }

    @Test
    void aRunDoesNotGoOnWithOtherData() throws IOException {
        var run = folder.resolve("run");
        run(Recipes.tiny(2), new Trainer.Given(run, "squares", Map.of()), false, 1, new Watcher(Integer.MAX_VALUE));
        assertThatThrownBy(() -> run(
                        Recipes.tiny(2),
                        new Trainer.Given(run, "circles", Map.of()),
                        true,
                        2,
                        new Watcher(Integer.MAX_VALUE)))
                .isInstanceOf(IOException.class)
                .hasMessage(run.resolve("checkpoint.safetensors") + " was made of other data: expected squares, found"
                        + " circles; give those pictures and labels, or another folder");
    }

    @Test
    void aCheckpointThatDoesNotSayOfWhichDataGoesOnAndSaysItFromThenOn() throws IOException {
        var run = folder.resolve("run");
        var file = run.resolve("checkpoint.safetensors");
        run(Recipes.tiny(2), new Trainer.Given(run, "squares", Map.of()), false, 1, new Watcher(Integer.MAX_VALUE));
        var saved = Safetensors.read(file);
        var older = new TreeMap<>(saved.metadata());
        older.remove("data");
        new Safetensors(older, saved.tensors()).write(file);
        run(Recipes.tiny(2), new Trainer.Given(run, "squares", Map.of()), true, 2, new Watcher(Integer.MAX_VALUE));
        assertThat(Safetensors.read(file).metadata())
                .containsEntry("data", "squares")
                .containsEntry("epoch", "2");
    }

    @Test
    void aRunGoesOnWithItsStartByAnotherPathAndWithoutItButNotWithOtherWeights() throws IOException {
        var start = folder.resolve("start.safetensors");
        TestWeights.write(new LightMask(16), start);
        String recipe = Recipes.tiny(3).replace("start: \"\"", "start: " + start);
        var run = folder.resolve("run");
        var file = run.resolve("checkpoint.safetensors");
        run(recipe, run, false, 1, new Watcher(Integer.MAX_VALUE));
        assertThat(Safetensors.read(file).metadata()).containsEntry("start", Sha256.of(start));

        var elsewhere = run.resolve("../start.safetensors");
        run(recipe.replace(start.toString(), elsewhere.toString()), run, true, 2, new Watcher(Integer.MAX_VALUE));
        assertThat(Safetensors.read(file).metadata()).containsEntry("epoch", "2");

        var saved = Safetensors.read(start);
        String before = Sha256.of(start);
        new Safetensors(Map.of("architecture", "lightmask-n16", "name", "other"), saved.tensors()).write(start);
        assertThatThrownBy(() -> run(recipe, run, true, 3, new Watcher(Integer.MAX_VALUE)))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " was begun from other weights: expected " + before + ", found " + Sha256.of(start)
                        + " (" + start + "); give those as start, or another folder");
        Files.delete(start);
        run(recipe, run, true, 3, new Watcher(Integer.MAX_VALUE));
        assertThat(Safetensors.read(file).metadata())
                .containsEntry("epoch", "3")
                .containsEntry("start", before);
    }

    /** Runs used to note the path of their start. */
    @Test
    void aCheckpointOfAnOlderVersionGoesOnByTheSamePathOnly() throws IOException {
        var start = folder.resolve("start.safetensors");
        TestWeights.write(new LightMask(16), start);
        String yaml = Recipes.tiny(2).replace("start: \"\"", "start: " + start);
        var run = folder.resolve("run");
        var file = run.resolve("checkpoint.safetensors");
        run(yaml, run, false, 1, new Watcher(Integer.MAX_VALUE));
        var now = Safetensors.read(file);
        var older = new TreeMap<>(now.metadata());
        older.remove("start");
        older.put("recipe", Recipe.read(folder.resolve("recipe.yaml")).digestWithPaths());
        new Safetensors(older, now.tensors()).write(file);

        String elsewhere = yaml.replace(start.toString(), run + "/../start.safetensors");
        assertThatThrownBy(() -> run(elsewhere, run, true, 2, new Watcher(Integer.MAX_VALUE)))
                .hasMessageContaining("was made by another recipe");
        run(yaml, run, true, 2, new Watcher(Integer.MAX_VALUE));
        assertThat(Safetensors.read(file).metadata())
                .containsEntry("epoch", "2")
                .containsEntry("recipe", now.metadata().get("recipe"))
                .containsEntry("start", Sha256.of(start));
    }

    @Test
    void aStartWithATensorTurnedAboutIsRefusedByTheTensorsName() throws IOException {
        var start = folder.resolve("start.safetensors");
        TestWeights.write(new LightMask(16), start);
        var turned = TestWeights.turned(Safetensors.read(start), "stem.0.weight");
        turned.write(start);
        String recipe = Recipes.tiny(1).replace("start: \"\"", "start: " + start);
        assertThatThrownBy(() -> run(recipe, folder.resolve("run"), false, new Watcher(Integer.MAX_VALUE)))
                .hasMessage("start: " + start + ": weights do not fit the network: stem.0.weight: expected"
                        + " [16, 3, 3, 3], found [3, 16, 3, 3]");
    }

    @Test
    void theBestWeightsCarryWhatExportNeeds() throws IOException {
        run(Recipes.tiny(1), folder.resolve("run"), false, new Watcher(Integer.MAX_VALUE));
        var best = Safetensors.read(Trainer.best(folder.resolve("run")));
        assertThat(best.metadata())
                .containsEntry("architecture", "lightmask-n16")
                .containsEntry("name", "tiny")
                .containsEntry("epoch", "1")
                .containsKey("map50");
        assertThat(best.tensors().get("stem.0.weight").shape()).isEqualTo(List.of(16, 3, 3, 3));
    }

    private void run(String yaml, Path out, boolean resume, Watcher watcher) throws IOException {
        run(yaml, out, resume, Integer.MAX_VALUE, watcher);
    }

    private void run(String yaml, Path out, boolean resume, int lastEpoch, Watcher watcher) throws IOException {
        run(yaml, new Trainer.Given(out, "", Map.of()), resume, lastEpoch, watcher);
    }

    private void run(String yaml, Trainer.Given given, boolean resume, int lastEpoch, Watcher watcher)
            throws IOException {
        var recipe = Recipe.read(Files.writeString(folder.resolve("recipe.yaml"), yaml));
        var loader = Recipes.loader(train, recipe);
        var validation = new Validation(val, 64, 64);
        try (var trainer = new Trainer(
                recipe,
                new LightMask(recipe.neck()),
                ScalarType.Float,
                loader,
                validation,
                Classroom.empty(),
                given,
                watcher)) {
            trainer.run(resume, lastEpoch);
        }
    }

    /** Keeps the figures; ends the run at the first batch of an epoch, as a kill would. */
    private static final class Watcher implements TrainingListener {
        private final int killedIn;
        private final List<Double> losses = new ArrayList<>();
        private final List<Double> map50 = new ArrayList<>();

        private Watcher(int killedIn) {
            this.killedIn = killedIn;
        }

        @Override
        public void step(int epoch, int batch, int batches, LossMeter meter) {
            if (epoch == killedIn) {
                throw new IllegalStateException("killed in epoch " + epoch);
            }
        }

        @Override
        public void epoch(int epoch, int epochs, LossMeter meter, Optional<DetectionReport> report) {
            losses.add(7.5 * meter.box() + 0.5 * meter.classes() + 1.5 * meter.distribution());
            report.ifPresent(found -> map50.add(found.map50()));
        }
    }
}
