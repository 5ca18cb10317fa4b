package io.maskgate.models.pipeline;

import io.maskgate.hw.inference.Precision;
import io.maskgate.models.train.Dependencies;
import io.maskgate.models.train.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The steps of a recipe: data check, teacher, student, prune and tune, calibrate, export, quantise, evaluate, gate.
 *
 * @param data the data set's folder
 */
record Plan(PipelineRecipe recipe, Path data, Layout at) {
    static final String VAL = "val";
    static final String TEACHER = "teacher";
    static final String STUDENT = "student";
    private static final String PRUNED = "pruned";

    List<Step> steps() {
        var steps = new ArrayList<Step>();
        var weights = new LinkedHashMap<String, Path>();
        steps.add(Checking.step(at, List.of(), List.of("--data", data), recipe.onDataProblems()));
        if (!recipe.teacher().isEmpty()) {
            steps.add(training(TEACHER, weights));
            weights.put(TEACHER, at.best(TEACHER));
        }
        steps.add(training(STUDENT, weights));
        weights.put(STUDENT, at.best(STUDENT));
        String last = STUDENT;
        if (recipe.prune().ratio() > 0) {
            steps.add(new Step("prune", List.of(at.best(last)), List.of(at.pruned()), this::prune));
            weights.put(PRUNED, at.pruned());
            last = "tune";
            steps.add(training(last, weights));
        }
        steps.add(Calibrating.step(at, last, List.of(data), Optional.empty()));
        steps.add(export(last));
        if (recipe.quantise().samples() > 0) {
            steps.add(Quantising.step(at, data, recipe.quantise()));
        }
        steps.addAll(Judging.steps(at, last, data, precisions(), recipe.gate()));
        return steps;
    }

    private List<Precision> precisions() {
        return recipe.quantise().samples() > 0 ? List.of(Precision.values()) : List.of(Precision.FP32);
    }

    /** Trains by the step's recipe, with the weights of earlier steps filled in. */
    private Step training(String step, Map<String, Path> earlier) {
        var weights = Map.copyOf(earlier);
        var inputs = new ArrayList<>(List.of(at.recipe(step)));
        weights.values().stream().sorted().forEach(inputs::add);
        return new Step(
                step,
                inputs,
                List.of(at.filled(step), at.best(step), at.training(step).resolve("curve.csv")),
                () -> Dependencies.of(known(weights).read(at.recipe(step))),
                shell -> {
                    known(weights).fill(at.recipe(step), at.filled(step));
                    shell.run(List.of(
                            trains(at.filled(step)),
                            "--data",
                            data,
                            "--recipe",
                            at.filled(step),
                            "--out",
                            at.training(step),
                            "--resume"));
                });
    }

    private Placeholders known(Map<String, Path> weights) throws IOException {
        var values = new TreeMap<String, String>();
        weights.forEach((name, file) -> values.put(name, file.toString()));
        if (weights.containsKey(PRUNED)) {
            values.put("network", Placeholders.network(at.pruned()));
        }
        return new Placeholders(values);
    }

    /** The command a recipe is for. */
    static String trains(Path recipe) throws IOException {
        return Recipe.read(recipe).distillation().teachers().isEmpty() ? "train" : "distill";
    }

    private void prune(Shell shell) throws IOException {
        shell.run(List.of(
                "prune",
                "--weights",
                at.best(STUDENT),
                "--ratio",
                recipe.prune().ratio(),
                "--multiple",
                recipe.prune().multiple(),
                "--out",
                at.pruned()));
    }

    private Step export(String trained) {
        var inputs = List.of(at.filled(trained), at.calibrated(trained));
        var outputs = List.of(at.candidate(Precision.FP32), at.candidate().resolve("weights.safetensors"));
        return new Step("export", inputs, outputs, shell -> {
            var words = new ArrayList<Object>(List.of(
                    "export",
                    "--checkpoint",
                    at.calibrated(trained),
                    "--recipe",
                    at.filled(trained),
                    "--name",
                    at.name(),
                    "--out",
                    at.candidate(),
                    "--card",
                    "--data",
                    data));
            if (Files.exists(at.recipe("provenance"))) {
                words.addAll(List.of("--provenance", at.recipe("provenance")));
            }
            shell.run(words);
        });
    }
}
