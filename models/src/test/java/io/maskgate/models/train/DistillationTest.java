package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PixelStore;
import io.maskgate.models.data.TrainingLoader;
import io.maskgate.models.distil.Knowledge;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.metrics.DetectionReport;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.teacher.Classroom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with teachers, in float32 on one thread. */
class DistillationTest {
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
    void aRunWithEveryKindOfKnowledgeEndsAfterAKillWhereAnUnbrokenOneDoes() throws IOException {
        var recipe = Recipes.tiny(3) + Distilling.everything(folder);
        var whole = run(recipe, folder.resolve("whole"), false, Integer.MAX_VALUE);

        var broken = folder.resolve("broken");
        assertThatThrownBy(() -> run(recipe, broken, false, 1)).hasMessage("killed in epoch 1");
        run(recipe, broken, true, Integer.MAX_VALUE);

        assertThat(broken.resolve("checkpoint.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/checkpoint.safetensors"));
        assertThat(broken.resolve("knowledge.csv")).hasSameTextualContentAs(folder.resolve("whole/knowledge.csv"));
        var first = whole.knowledge.getFirst();
        assertThat(List.of(first.soft(), first.box(), first.feature(), first.attention(), first.relation()))
                .allSatisfy(loss -> assertThat(loss).isPositive());
        assertThat(whole.knowledge.getLast().box()).as("off in the last epoch").isZero();
    }

    @Test
    void aStudentComesNearerToItsTeacher() throws IOException {
        var recipe = Recipes.tiny(16).replace("every: 1", "every: 16") + """
            distillation:
              hard: {weight: 0}
              soft: {weight: 1}
              feature: {weight: 1}
              teachers: [{name: own, weights: %s}]
            """.formatted(Distilling.network(folder));
        var knowledge = run(recipe, folder.resolve("run"), false, Integer.MAX_VALUE).knowledge;
        assertThat(knowledge.getLast().soft()).isLessThan(knowledge.getFirst().soft() * 0.85);
        assertThat(knowledge.getLast().feature())
                .isLessThan(knowledge.getFirst().feature() * 0.9);
    }

    @Test
    void answersAreGivenOnceAndReplayedInLaterEpochsAndOtherRunsWithTheSameResult() throws IOException {
        var once = run(Recipes.tiny(3) + Distilling.replayed(folder, 1), folder.resolve("a"), false, 9);
        assertThat(once.asked).containsExactly(2L, 2L);
        assertThat(once.replayed).as("no batch is made twice").containsExactly(4L, 4L);

        var again = run(Recipes.tiny(3) + Distilling.replayed(folder, 1), folder.resolve("b"), false, 9);
        assertThat(again.asked).containsExactly(0L, 0L);
        assertThat(folder.resolve("b/checkpoint.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("a/checkpoint.safetensors"));

        var other = Recipes.tiny(3).replace("seed: 1", "seed: 2") + Distilling.replayed(folder, 1);
        assertThat(run(other, folder.resolve("c"), false, 9).asked).containsExactly(2L, 2L);
    }

    /** Two batches an epoch; the loader makes some of the next ones, and of those after the last, all the same. */
    @Test
    void aDetectorIsNotAskedWhenNobodyListensThoughANetworkStillTeaches() throws IOException {
        var recipe = Recipes.tiny(3)
                + """
            distillation:
              soft: {weight: 0.3, off: 2}
              feature: {weight: 0.1}
              replay: {folder: %s}
              teachers:
                - {name: own, weights: %s}
                - {name: other, weights: %s, adapter: %s}
            """.formatted(
                                folder.resolve("answers"),
                                Distilling.network(folder),
                                Distilling.detector(folder),
                                folder.resolve("teacher.yaml"));
        var seen = run(recipe, folder.resolve("run"), false, Integer.MAX_VALUE);
        assertThat(seen.asked).containsExactly(6L, 2L);
        assertThat(seen.knowledge.getLast().soft()).isZero();
        assertThat(seen.knowledge.getLast().feature()).isPositive();
        try (var kept = Files.walk(folder.resolve("answers"))) {
            assertThat(kept.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    /** Its anchors are corners of cells, its bins 17, its maps of other widths. */
    @Test
    void aDamoYoloTeachesALightMask() throws IOException {
        var weights = folder.resolve("damo.safetensors");
        TestWeights.write(Architectures.named("damoyolo-ns"), weights);
        var recipe = Recipes.tiny(1) + """
            distillation:
              soft: {weight: 0.3}
              box: {weight: 0.1}
              feature: {weight: 0.1}
              relation: {weight: 0.1}
              teachers: [{name: damo, weights: %s}]
            """.formatted(weights);
        var knowledge = run(recipe, folder.resolve("run"), false, Integer.MAX_VALUE)
                .knowledge
                .getFirst();
        assertThat(List.of(knowledge.soft(), knowledge.feature(), knowledge.relation()))
                .allSatisfy(loss -> assertThat(loss).isPositive().isFinite());
        assertThat(knowledge.box()).isFinite();
    }

    @Test
    void aRunDoesNotGoOnWithAnotherTeacher() throws IOException {
        var recipe = Recipes.tiny(2) + Distilling.replayed(folder, 0);
        var out = folder.resolve("run");
        assertThatThrownBy(() -> run(recipe, out, false, 1)).hasMessage("killed in epoch 1");
        Files.writeString(
                folder.resolve("teacher.yaml"), "suppression: 0.4\n", java.nio.file.StandardOpenOption.APPEND);
        assertThatThrownBy(() -> run(recipe, out, true, 9)).hasMessageContaining("by another recipe or teacher");
    }

    private Watcher run(String yaml, Path out, boolean resume, int killedIn) throws IOException {
        var recipe = Recipe.read(Files.writeString(folder.resolve("recipe.yaml"), yaml));
        var watcher = new Watcher(killedIn);
        var distillation = recipe.distillation();
        String views = train.dataset().sha256() + recipe.seed();
        try (var classroom = Classroom.open(distillation, recipe.build(), ScalarType.Float, views)) {
            var loader = Recipes.loader(
                    train,
                    recipe,
                    new TrainingLoader.Extras(
                            distillation.replay().epochs(),
                            classroom.onlookers(),
                            epoch -> distillation.wantsAnswers(epoch, recipe.epochs())));
            var validation = new Validation(val, 64, 64);
            var given = new Trainer.Given(out, "", Map.of());
            try (var trainer = new Trainer(
                    recipe, recipe.build(), ScalarType.Float, loader, validation, classroom, given, watcher)) {
                trainer.run(resume, Integer.MAX_VALUE);
            }
            classroom.teachers().forEach(teacher -> {
                watcher.asked.add(teacher.counts().asked());
                watcher.replayed.add(teacher.counts().replayed());
            });
        }
        return watcher;
    }

    private static final class Watcher implements TrainingListener {
        private final int killedIn;
        private final List<Knowledge> knowledge = new ArrayList<>();
        private final List<Long> asked = new ArrayList<>();
        private final List<Long> replayed = new ArrayList<>();

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
            knowledge.add(meter.knowledge());
        }
    }
}
