package io.maskgate.models.cli;

import io.maskgate.models.data.TrainingLoader;
import io.maskgate.models.distil.Distillation;
import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.metrics.LabelOrder;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.teacher.Classroom;
import io.maskgate.models.teacher.Teacher;
import io.maskgate.models.train.Activations;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.train.Rehearsal;
import io.maskgate.models.train.Trainer;
import io.maskgate.models.train.Validation;
import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.zoo.Taught;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** One run by one recipe into one folder, assistants first. */
record TrainingRun(RunOptions options, TrainingData data, PrintWriter err) {
    /**
     * Trains as the options say; what is wrong with them, the recipe and what it names shows before pictures are read, which
     * takes a minute, and assistants trained, which takes hours.
     */
    static void of(RunOptions options, Recipe recipe, PrintWriter err) throws IOException {
        var root = options.data();
        double share = options.share();
        int last = options.epochs();
        var out = options.out();
        new Rehearsal(out).of(options.recipeFile(), recipe, out);
        try (var _ = TrainingFolder.take(out)) {
            var data = new TrainingData(root, options.more(), share, recipe.threads(), err);
            new TrainingRun(options, data, err).run(recipe, options.recipeFile(), out, last);
        }
    }

    private void run(Recipe raw, Path file, Path folder, int lastEpoch) throws IOException {
        // A training takes hours: what the file says by then is another recipe.
        var kept = raw.standaloneOf(file);
        var recipe = raw.with(assisted(raw.distillation(), folder));
        var network = recipe.build();
        var evaluation = recipe.evaluation();
        var type = Activations.here(recipe);
        var validation = new Validation(data.val(), evaluation.width(), evaluation.height());
        torch.set_num_threads(recipe.threads());
        var train = data.train();
        var record = RunRecord.of(data);
        String views = record.views(recipe);
        try (var classroom = Classroom.open(recipe.distillation(), network, type, views)) {
            sizes(recipe, network, classroom);
            if (recipe.bfloat16() && type == ScalarType.Float) {
                err.println("activations in float32: this processor cannot multiply bfloat16");
            }
            var teachers = judge(classroom, validation, type);
            var extras = new TrainingLoader.Extras(
                    recipe.distillation().replay().epochs(),
                    classroom.onlookers(),
                    epoch -> recipe.distillation().wantsAnswers(epoch, recipe.epochs()));
            var loader = new TrainingLoader(
                    train.dataset(),
                    train,
                    recipe.phase(0).augment(),
                    recipe.batch(),
                    recipe.seed(),
                    recipe.workers(),
                    data.mix(),
                    extras);
            var taught = taught(classroom, teachers, recipe.start(), folder);
            var given = new Trainer.Given(folder, record.digest(), Taught.told(taught));
            try (var progress = new TrainingProgress(err, teachers);
                    var trainer = new Trainer(recipe, network, type, loader, validation, classroom, given, progress)) {
                trainer.run(options.resume(), lastEpoch);
            }
            record.write(folder, recipe, taught);
            classroom.teachers().forEach(this::count);
        }
        AtomicFile.write(folder.resolve("recipe.yaml"), kept);
    }

    /** Its own teachers, and those the weights it began with had, which the run itself tells where these are gone. */
    private static List<Taught> taught(Classroom classroom, Map<String, Double> reached, String start, Path folder)
            throws IOException {
        // Two of the start's are one where both are of earlier runs by now.
        var taught = new LinkedHashSet<Taught>();
        for (var teacher : classroom.teachers()) {
            taught.add(new Taught(teacher.name(), teacher.sha256(), reached.getOrDefault(teacher.name(), 0.0), false));
        }
        if (!start.isEmpty() && Files.exists(Path.of(start))) {
            Taught.of(Safetensors.read(Path.of(start)).metadata()).stream()
                    .map(Taught::before)
                    .forEach(taught::add);
        } else if (!start.isEmpty() && Files.exists(Trainer.best(folder))) {
            Taught.of(Safetensors.read(Trainer.best(folder), _ -> false).metadata()).stream()
                    .filter(Taught::earlier)
                    .forEach(taught::add);
        }
        return List.copyOf(taught);
    }

    /** Trains the assistants, each by its own recipe to the end, and puts what came of them in their places. */
    private Distillation assisted(Distillation distillation, Path folder) throws IOException {
        var teachers = new ArrayList<TeacherFile>();
        for (var teacher : distillation.teachers()) {
            if (teacher.recipe().isEmpty()) {
                teachers.add(teacher);
            } else {
                var own = Path.of(teacher.recipe());
                err.printf("assistant %s by %s%n", teacher.name(), own);
                var room = folder.resolve(teacher.name());
                try (var _ = TrainingFolder.take(room)) {
                    run(options.read(own), own, room, Integer.MAX_VALUE);
                }
                teachers.add(teacher.withWeights(Trainer.best(room).toString()));
            }
        }
        return distillation.with(teachers);
    }

    private void sizes(Recipe recipe, Network network, Classroom classroom) {
        var evaluation = recipe.evaluation();
        var cost = Cost.of(network, evaluation.width(), evaluation.height());
        err.printf(
                Locale.ROOT,
                "%s: %,d parameters (%.2f MB in float32), %.3f GFLOPs at %d x %d%n",
                network.architecture(),
                cost.parameters(),
                cost.parameters() * 4 / 1e6,
                cost.gflops(),
                evaluation.width(),
                evaluation.height());
        for (var teacher : classroom.teachers()) {
            err.printf(
                    Locale.ROOT,
                    "teacher %s: %s%.2f MB, compression %.2f x%n",
                    teacher.name(),
                    teacher.parameters()
                            .map(n -> String.format(Locale.ROOT, "%,d parameters, ", n))
                            .orElse(""),
                    teacher.bytes() / 1e6,
                    teacher.bytes() / (4.0 * cost.parameters()));
        }
        err.flush();
    }

    /** What each teacher reaches on val at the student's input size. */
    private Map<String, Double> judge(Classroom classroom, Validation validation, ScalarType type) {
        var reached = new TreeMap<String, Double>();
        for (var teacher : classroom.teachers()) {
            var report = validation.of(teacher);
            reached.put(teacher.name(), report.map50());
            err.printf(Locale.ROOT, "teacher %s: mAP50 %.4f on val%n", teacher.name(), report.map50());
            LabelOrder.opposite(report.faces(), "teacher " + teacher.name(), LabelOrder.LEAST)
                    .ifPresent(opposite -> err.println("val: " + opposite + "; where one of both has them the other way"
                            + " round, exchange them in the labels' rows or in the teacher's adapter"));
            err.flush();
        }
        return reached;
    }

    private void count(Teacher teacher) {
        var counts = teacher.counts();
        err.printf(
                Locale.ROOT,
                "teacher %s: asked about %d batches, %.1f ms each; %d replayed, %.1f ms each%n",
                teacher.name(),
                counts.asked(),
                counts.askedMillis(),
                counts.replayed(),
                counts.replayedMillis());
        err.flush();
    }
}
