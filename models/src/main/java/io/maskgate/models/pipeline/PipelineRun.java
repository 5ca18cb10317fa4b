package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.files.FolderLock;
import io.maskgate.models.net.Elastic;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.train.Rehearsal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * A whole pipeline in one run folder.
 *
 * @param file the pipeline's recipe
 * @param data the data set's folder
 * @param folder the run's
 * @param room that the trainings will have for pictures
 */
public record PipelineRun(Path file, Path data, Path folder, PictureRoom room) {
    private static final String TEACHER = "teacher";
    private static final String STUDENT = "student";
    private static final String TUNE = "tune";
    private static final String PRUNED = "pruned";
    private static final String NETWORK = "network";

    /**
     * Runs it, or goes on with it, and writes the report.
     *
     * @param resume whether a run may be there already
     * @return whether the model passed the gate
     * @throws IllegalArgumentException when a recipe cannot be, or is another than the run was begun with
     * @throws IOException when a step fails
     */
    public boolean run(boolean resume, Commands commands, PrintWriter err) throws IOException {
        var recipe = PipelineRecipe.read(file);
        var at = new Layout(folder, recipe.name());
        var kept = kept(recipe, at);
        var steps = new Plan(recipe, data, at).steps();
        var finished = new StepLog(folder).finished(steps);
        rehearse(recipe, at, kept, finished);
        Verdict verdict;
        try (var _ = FolderLock.take(folder)) {
            var sets = new LinkedHashMap<String, ObjectNode>();
            var train = FaceDataset.read(data, "train");
            var val = FaceDataset.read(data, Plan.VAL);
            if (!trained(steps, finished)) {
                // Before the run begins, since it goes on with the same pictures only.
                room.require(List.of(train, val));
            }
            sets.put("train", RunManifest.of(train));
            sets.put(Plan.VAL, RunManifest.of(val));
            RunManifest.begin(folder, "pipeline", kept.sums(), sets, resume).forEach(err::println);
            kept.write(at);

            new Pipeline(folder, commands, err).run(steps);
            var results = Arrays.stream(Precision.values())
                    .map(Precision::text)
                    .filter(name -> Files.exists(at.evaluation(name)))
                    .toList();
            Judging.publish(at, err);
            verdict = verdict(recipe, at);
            new Report(at, steps, results, verdict).write();
        }
        verdict.print(err);
        return verdict.passed();
    }

    private static boolean trained(List<Step> steps, Set<String> finished) {
        return steps.stream()
                .map(Step::name)
                .filter(Set.of(TEACHER, STUDENT, TUNE)::contains)
                .allMatch(finished::contains);
    }

    /** With what the clock says of int8: the run's file of it holds what is the same whenever a run is repeated. */
    private static Verdict verdict(PipelineRecipe recipe, Layout at) throws IOException {
        var kept = Verdict.read(at.gate());
        return recipe.quantise().samples() > 0 ? kept.plus(Quantising.ofSpeed(at, kept.passed())) : kept;
    }

    private Kept kept(PipelineRecipe recipe, Layout at) throws IOException {
        var kept = new Kept()
                .asBegun("pipeline", file, at, PipelineRecipe::read)
                .training(STUDENT, beside(recipe.student()));
        if (!recipe.teacher().isEmpty()) {
            kept.training(TEACHER, beside(recipe.teacher()));
        }
        if (recipe.prune().ratio() > 0) {
            kept.training(TUNE, beside(recipe.prune().recipe()));
        }
        if (!recipe.provenance().isEmpty()) {
            kept.plus("provenance", beside(recipe.provenance()));
        }
        return kept;
    }

    /**
     * Reads the trainings' recipes as their steps will, with weights that will be there and networks like those these are of.
     *
     * @param finished steps; what a training has read nobody will read again
     */
    private void rehearse(PipelineRecipe recipe, Layout at, Kept kept, Set<String> finished) throws IOException {
        var rehearsal = new Rehearsal(folder);
        var known = new TreeMap<String, String>();
        if (!recipe.teacher().isEmpty()) {
            var its = beside(recipe.teacher());
            var teacher = new Placeholders(known).read(its);
            if (!finished.contains(TEACHER)) {
                rehearsal.of(its, teacher, at.training(TEACHER));
            }
            rehearsal = rehearsal.promising(at.best(TEACHER), teacher.build());
            known.put(TEACHER, at.best(TEACHER).toString());
        }
        var students = beside(recipe.student());
        var taught = new Placeholders(known).read(students);
        if (!finished.contains(STUDENT)) {
            rehearsal.of(students, taught, at.training(STUDENT));
            if (!recipe.teacher().isEmpty()) {
                requireTaught(students, taught, at.best(TEACHER), new Placeholders(known));
            }
        }
        var student = taught.build();
        if (recipe.prune().ratio() == 0) {
            return;
        }
        if (!(student instanceof Elastic)) {
            throw new IllegalArgumentException(
                    file + ": prune.ratio: expected 0 for a student that is " + student.architecture() + ", found "
                            + recipe.prune().ratio() + "; only lightmask and lightmask-fine can be pruned");
        }
        var tune = beside(recipe.prune().recipe());
        if (!kept.holds(TUNE, "${" + NETWORK + "}")) {
            throw new IllegalArgumentException(tune + ":" + Recipe.line(tune, NETWORK)
                    + ": network: expected ${network}, which is what pruning leaves, found another");
        }
        known.put(STUDENT, at.best(STUDENT).toString());
        known.put(PRUNED, at.pruned().toString());
        known.put(NETWORK, student.architecture());
        var filled = new Placeholders(known);
        var tuned = filled.read(tune);
        if (!finished.contains(TUNE)) {
            rehearsal
                    .promising(at.best(STUDENT), student)
                    .promising(at.pruned(), student)
                    .of(tune, tuned, at.training(TUNE));
        }
        filled.requireStart(tune, tuned, PRUNED, "what pruning leaves");
    }

    /** The verdict holds teacher and student against each other. */
    private static void requireTaught(Path file, Recipe student, Path teacher, Placeholders known) throws IOException {
        String key = "distillation.teachers";
        if (!comesOf(student, teacher, known)) {
            throw new IllegalArgumentException(file + ":" + Recipe.line(file, key) + ": " + key
                    + ": expected one whose weights are ${teacher}, which the pipeline trains, found none; name it there, or"
                    + " as start, or leave out the pipeline's teacher");
        }
    }

    /** Whether it begins with these weights, is taught by them, or by an assistant of which one is true. */
    private static boolean comesOf(Recipe student, Path weights, Placeholders known) throws IOException {
        if (isAt(student.start(), weights)) {
            return true;
        }
        for (var each : student.distillation().teachers()) {
            if (isAt(each.weights(), weights)
                    || !each.recipe().isEmpty() && comesOf(known.read(Path.of(each.recipe())), weights, known)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(String path, Path file) {
        return !path.isEmpty()
                && Path.of(path)
                        .toAbsolutePath()
                        .normalize()
                        .equals(file.toAbsolutePath().normalize());
    }

    private Path beside(String path) {
        return file.toAbsolutePath().getParent().resolve(path);
    }
}
