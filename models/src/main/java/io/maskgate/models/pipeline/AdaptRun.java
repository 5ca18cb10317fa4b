package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.models.adapt.OwnPictures;
import io.maskgate.models.adapt.WhoLabelled;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.FolderLock;
import io.maskgate.models.files.Folders;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Network;
import io.maskgate.models.train.Dependencies;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.train.Rehearsal;
import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.zoo.LabelledVal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fine-tunes a model on an owner's own pictures, beside the data it was made from.
 *
 * @param file the recipe
 * @param zoo where the one who labels is found by its name
 * @param model with {@code weights.safetensors}
 * @param pictures a data set with {@code train} and {@code val}, or a folder of pictures, see
 *     {@link io.maskgate.models.adapt.OwnPictures}
 * @param data the old data set's folder
 * @param folder the run's
 * @param room that the training will have for pictures
 */
public record AdaptRun(
        Path file, ModelZoo zoo, ZooModel model, Path pictures, Path data, Path folder, PictureRoom room) {
    private static final double POINTS = 100;
    private static final String WEIGHTS = "weights.safetensors";
    private static final String TRAIN = "train";
    private static final String START = "start";
    private static final String LABEL = "label";
    private static final String BEFORE_OWN = "before-own";

    /**
     * Runs it, or goes on with it, and writes the report.
     *
     * @param resume whether a run may be there already
     * @return whether the adapted model passed the gate
     * @throws IllegalArgumentException when a recipe cannot be, or is another than the run was begun with
     * @throws IOException when a step fails
     */
    public boolean run(boolean resume, Commands commands, PrintWriter err) throws IOException {
        var recipe = AdaptRecipe.read(file);
        var at = new Layout(folder, recipe.name());
        var size = OnnxExporter.like(model.onnx(Precision.FP32));
        var known = new TreeMap<>(Map.of("width", "" + size.width(), "height", "" + size.height()));
        known.put(START, at.start().toString());
        known.put("network", Placeholders.network(weights()));
        var steps = steps(recipe, at, new Placeholders(known), err);
        var finished = new StepLog(folder).finished(steps);
        rehearse(recipe, at, new Placeholders(known), size, finished);
        var kept = new Kept().asBegun("adapt", file, at, AdaptRecipe::read).training(TRAIN, beside(recipe.train()));
        if (!recipe.provenance().isEmpty()) {
            kept.plus("provenance", beside(recipe.provenance()));
        }
        Verdict verdict;
        try (var _ = FolderLock.take(folder)) {
            boolean trains = !finished.contains(TRAIN);
            if (trains && !finished.contains(LABEL)) {
                requireRoom(recipe.label(), err);
            }
            begin(kept, recipe.label(), resume, err);
            if (trains && finished.contains(LABEL)) {
                requireRoom(folder.resolve("own"));
            }
            kept.write(at);
            keepStart(at.start());
            new Pipeline(folder, commands, err).run(steps);
            if (isDataset()) {
                Judging.relabel(at, WhoLabelled.of(pictures, FaceDataset.read(pictures, Plan.VAL)));
            }
            Judging.publish(at, err);
            verdict = Verdict.read(at.gate());
            new Report(at, steps, BothVals.results(recipe.quantise()), verdict).write();
        }
        verdict.print(err);
        if (verdict.passed()) {
            err.println("the model is in " + at.zoo() + "; into a gateway: models/TRAINING.md#into-a-gateway");
        }
        return verdict.passed();
    }

    private void keepStart(Path start) throws IOException {
        if (!Files.exists(start)) {
            AtomicFile.write(start, Files.readAllBytes(weights()));
        }
    }

    /** The gate holds both models against each other: they must see pictures of the same size. */
    private void rehearse(AdaptRecipe recipe, Layout at, Placeholders known, OnnxExporter size, Set<String> finished)
            throws IOException {
        var train = beside(recipe.train());
        var read = known.read(train);
        // What a training has read nobody will read again.
        if (!finished.contains(TRAIN)) {
            new Rehearsal(folder).promising(at.start(), network()).of(train, read, at.training(TRAIN));
        }
        known.requireStart(train, read, START, "the model that is adapted");
        var evaluation = read.evaluation();
        if (evaluation.width() != size.width() || evaluation.height() != size.height()) {
            throw new IllegalArgumentException(train + ": evaluation: expected " + size.width() + " x " + size.height()
                    + ", the input of " + model.name() + ", found " + evaluation.width() + " x " + evaluation.height()
                    + "; write ${width} and ${height}");
        }
    }

    /** Before the run begins, since it goes on with the same pictures only: made smaller they would be others. */
    private void requireRoom(AdaptRecipe.Label label, PrintWriter err) throws IOException {
        if (isDataset()) {
            room.require(learntFrom(pictures));
            return;
        }
        var old = room.amount(List.of(FaceDataset.read(data, TRAIN)));
        var own = new OwnPictures(pictures, label.val());
        var most = room.lack(old.plus(own.amount(room, true)));
        if (most.isPresent()) {
            var least = room.lack(old.plus(own.amount(room, false)));
            if (least.isPresent()) {
                throw new IOException(least.get());
            }
            err.println("should all pictures get labels, the run will stop before the training: " + most.get());
        }
    }

    /** Known once it is known which pictures got labels. */
    private void requireRoom(Path own) throws IOException {
        var lack = room.lack(room.amount(learntFrom(own)));
        if (lack.isPresent()) {
            throw new IOException(lack.get()
                    + "; scaled pictures want another folder, with more memory this run goes on with --resume");
        }
    }

    /** All that the training decodes. */
    private List<FaceDataset> learntFrom(Path own) throws IOException {
        return List.of(FaceDataset.read(data, TRAIN), FaceDataset.read(own, TRAIN), FaceDataset.read(own, Plan.VAL));
    }

    private void begin(Kept kept, AdaptRecipe.Label label, boolean resume, PrintWriter err) throws IOException {
        var recipes = kept.sums();
        recipes.put(START, Sha256.of(weights()));
        var sets = new LinkedHashMap<String, ObjectNode>();
        sets.put("old train", RunManifest.of(FaceDataset.read(data, TRAIN)));
        sets.put("old val", RunManifest.of(FaceDataset.read(data, Plan.VAL)));
        if (isDataset()) {
            sets.put("own train", RunManifest.of(FaceDataset.read(pictures, TRAIN)));
            var val = FaceDataset.read(pictures, Plan.VAL);
            if (val.faces(0) + val.faces(1) == 0) {
                throw new IllegalArgumentException(
                        pictures.resolve(Plan.VAL) + ": expected a face to judge by, found none in " + val.size()
                                + " pictures; label pictures with faces too");
            }
            sets.put("own val", RunManifest.of(val));
            ownVal(pictures, label).notes().forEach(err::println);
        } else {
            var own = folder.resolve("own");
            // Step label empties it before it begins anew.
            if (Files.exists(own) && !RunManifest.isBegun(folder)) {
                throw new IllegalArgumentException(
                        own + ": expected nothing, since the run will make its data set there,"
                                + " found what another made; choose another folder");
            }
            recipes.put("labeller", Sha256.of(labeller(label).onnx()));
            var pictured = new OwnPictures(pictures, label.val());
            var content = pictured.content();
            sets.put(
                    "own pictures",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("pictures", content.pictures())
                            .put("labelled", content.labelled())
                            .put("sha256", content.sha256()));
            // At once, not after the night that the training takes.
            var unused = pictured.unused();
            if (unused.files() > 0) {
                err.println("labels that no picture takes: " + unused.files() + ", the first "
                        + unused.problems().getFirst());
            }
            OwnVal.forecast(content, label.val(), isItself(label)).ifPresent(err::println);
        }
        RunManifest.begin(folder, "adapt", recipes, sets, resume).forEach(err::println);
        // What a kill left of an unfinished step is no data set yet.
        if (!isDataset() && !new StepLog(folder).entry(LABEL).isEmpty()) {
            OwnVal.unchanged(folder.resolve("own"));
        }
    }

    private ZooModel labeller(AdaptRecipe.Label label) {
        return label.model().isEmpty() ? model : zoo.resolve(label.model());
    }

    /** Whether the model is labelled for by itself, whatever it was called. */
    private boolean isItself(AdaptRecipe.Label label) throws IOException {
        return Sha256.of(labeller(label).onnx()).equals(Sha256.of(model.onnx(Precision.FP32)));
    }

    private List<Step> steps(AdaptRecipe recipe, Layout at, Placeholders known, PrintWriter err) throws IOException {
        var own = isDataset() ? pictures : folder.resolve("own");
        var steps = new ArrayList<Step>();
        var given = new ArrayList<Path>();
        if (!isDataset()) {
            var summary = OwnVal.summary(own);
            given.add(summary);
            steps.add(new Step(LABEL, List.of(), List.of(summary), shell -> label(shell, recipe.label(), own)));
        }
        var sets = List.<Object>of("--data", own, "--add", data, "--judge", data);
        steps.add(Checking.step(at, given, sets, PipelineRecipe.OnProblems.REPORT));
        var before = model.onnx(Precision.FP32);
        steps.add(new Step("before", given, evaluations(at, BothVals.before()), shell -> {
            requireRoom(own);
            Judging.evaluate(shell, at, before, data, "before-old");
            Judging.evaluate(shell, at, before, own, BEFORE_OWN);
            BothVals.requireSameOrder(at, own, model.name(), recipe.label().agree())
                    .forEach(err::println);
            requirePossible(at, recipe, own);
        }));
        steps.add(train(at, known, own, recipe.share(), given));
        // Both domains, since the gateway will see the one and the other has the labels and the numbers.
        steps.add(Calibrating.step(at, TRAIN, List.of(own, data), Optional.of(at.start())));
        steps.add(export(at, own));
        if (recipe.quantise().samples() > 0) {
            steps.add(Quantising.step(at, data, recipe.quantise()));
        }
        steps.add(BothVals.evaluate(at, data, own, recipe.quantise()));
        var judged = new ArrayList<>(evaluations(at, BothVals.results(recipe.quantise())));
        judged.addAll(List.of(at.calibrated(TRAIN), at.dataCheck(), at.card()));
        judged.addAll(given);
        if (isDataset() && Files.exists(OwnVal.summary(own))) {
            // Deleted once somebody has looked through the labels: the gate is asked anew.
            judged.add(OwnVal.summary(own));
        }
        steps.add(new Step("gate", judged, List.of(at.gate()), _ -> {
            // Whose the labels are may have changed since step before, and since export made the card.
            requirePossible(at, recipe, own);
            if (isDataset()) {
                LabelledVal.update(at.candidate(), WhoLabelled.of(own, FaceDataset.read(own, Plan.VAL)));
            }
            verdict(at, recipe, own).write(at.gate());
        }));
        return steps;
    }

    private void requirePossible(Layout at, AdaptRecipe recipe, Path own) throws IOException {
        ownVal(own, recipe.label()).requirePossible(map50(at, BEFORE_OWN), recipe.gate());
    }

    private void label(Shell shell, AdaptRecipe.Label label, Path own) throws IOException {
        // What a kill left of an earlier attempt is not a data set. The summary first: what it tells of would be
        // missed.
        Files.deleteIfExists(OwnVal.summary(own));
        Folders.delete(own.resolve(TRAIN));
        Folders.delete(own.resolve(Plan.VAL));
        shell.tell(List.of(
                "data",
                LABEL,
                "--model",
                labeller(label).onnx(),
                "--pictures",
                pictures,
                "--out",
                own,
                "--sure",
                label.sure(),
                "--unsure",
                label.unsure(),
                "--val",
                label.val()));
    }

    /** The own val chooses the epoch, and is the gate's all the same: there are few own pictures. */
    private Step train(Layout at, Placeholders known, Path own, double share, List<Path> given) {
        var inputs = new ArrayList<>(List.of(at.recipe(TRAIN), at.start()));
        inputs.addAll(given);
        var outputs = List.of(at.filled(TRAIN), at.best(TRAIN));
        return new Step("train", inputs, outputs, () -> Dependencies.of(known.read(at.recipe(TRAIN))), shell -> {
            known.fill(at.recipe(TRAIN), at.filled(TRAIN));
            var words = new ArrayList<Object>(List.of(Plan.trains(at.filled(TRAIN)), "--data", own, "--add", data));
            if (share > 0) {
                words.addAll(List.of("--share", share));
            }
            words.addAll(List.of("--recipe", at.filled(TRAIN), "--out", at.training(TRAIN), "--resume"));
            shell.run(words);
        });
    }

    private Step export(Layout at, Path own) {
        var outputs = List.of(at.candidate(Precision.FP32), at.candidate().resolve(WEIGHTS));
        return new Step("export", List.of(at.filled(TRAIN), at.calibrated(TRAIN)), outputs, shell -> {
            var words = new ArrayList<Object>(List.of(
                    "export", "--checkpoint", at.calibrated(TRAIN), "--recipe", at.filled(TRAIN), "--name", at.name()));
            words.addAll(List.of("--out", at.candidate(), "--card", "--data", own, "--add", data));
            if (Files.exists(at.recipe("provenance"))) {
                words.addAll(List.of("--provenance", at.recipe("provenance")));
            }
            shell.run(words);
        });
    }

    private Verdict verdict(Layout at, AdaptRecipe recipe, Path own) throws IOException {
        var gate = recipe.gate();
        var val = ownVal(own, recipe.label());
        var checks = new ArrayList<>(List.of(
                Verdict.Check.atLeast(
                        "old val mAP50", map50(at, "old"), map50(at, "before-old") - gate.mostLoss() / POINTS),
                val.check(map50(at, BEFORE_OWN), map50(at, "own"), gate)));
        checks.addAll(BothVals.checks(at, gate));
        var notes = new ArrayList<>(val.notes());
        notes.addAll(BothVals.doubts(at, own, model.name(), recipe.label().agree()));
        notes.addAll(BothVals.notes(at));
        notes.addAll(OwnVal.chose(Recipe.read(at.filled(TRAIN)).epochs()));
        notes.addAll(Checking.notes(at));
        notes.addAll(Calibrating.notes(at, TRAIN));
        boolean passed = checks.stream().allMatch(Verdict.Check::passed);
        if (model.files().containsKey(Precision.INT8)) {
            notes.addAll(Quantising.notes(at, recipe.quantise(), passed));
        }
        if (passed && recipe.quantise().samples() > 0) {
            notes.addAll(Quantising.ofOwn(at, recipe.quantise(), own, data));
        }
        return new Verdict(checks, notes);
    }

    private OwnVal ownVal(Path own, AdaptRecipe.Label label) throws IOException {
        return isDataset()
                ? OwnVal.ofDataset(own, tag())
                : OwnVal.read(own, label.val(), labeller(label).name(), isItself(label));
    }

    /** As others name the model who label with it. */
    private String tag() {
        var options = InferenceOptions.defaults().withMaxBatch(1);
        try (var detector = OnnxDetector.open(model.onnx(Precision.FP32), options)) {
            return detector.model().tag();
        }
    }

    private static double map50(Layout at, String evaluation) throws IOException {
        return Judging.read(at.evaluation(evaluation)).path("map50").asDouble();
    }

    private static List<Path> evaluations(Layout at, List<String> names) {
        return names.stream().map(at::evaluation).toList();
    }

    private boolean isDataset() {
        return Files.isDirectory(pictures.resolve("train")) && Files.isDirectory(pictures.resolve(Plan.VAL));
    }

    private Network network() throws IOException {
        try {
            return Architectures.of(Safetensors.read(weights()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(weights() + ": " + e.getMessage(), e);
        }
    }

    private Path weights() throws IOException {
        var weights = model.dir().resolve(WEIGHTS);
        if (!Files.exists(weights)) {
            throw new NoSuchFileException(
                    weights.toString(), null, "expected the weights beside the model, to go on from");
        }
        return weights;
    }

    private Path beside(String path) {
        return file.toAbsolutePath().getParent().resolve(path);
    }
}
