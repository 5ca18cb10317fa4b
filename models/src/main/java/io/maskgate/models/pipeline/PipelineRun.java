package io.maskgate.models.pipeline;

import io.maskgate.hw.inference.Precision;
import io.maskgate.models.data.FaceDataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole pipeline in one run folder.
 *
 * @param file the pipeline's recipe
 * @param data the data set's folder
 * @param folder the run's
 */
public record PipelineRun(Path file, Path data, Path folder) {
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
        var recipes = new LinkedHashMap<String, Path>();
        recipes.put("pipeline", file);
        named(recipes, "teacher", recipe.teacher());
        named(recipes, "student", recipe.student());
        named(recipes, "tune", recipe.prune().recipe());
        named(recipes, "provenance", recipe.provenance());
        var sets = Map.of("train", FaceDataset.read(data, "train"), Plan.VAL, FaceDataset.read(data, Plan.VAL));
        RunManifest.begin(folder, "pipeline", recipes, new LinkedHashMap<>(sets), resume)
                .forEach(err::println);
        for (var each : recipes.entrySet()) {
            Pipeline.keep(each.getValue(), at.recipe(each.getKey()));
        }

        var steps = new Plan(recipe, data, at).steps();
        new Pipeline(folder, commands, err).run(steps);
        var results = Arrays.stream(Precision.values())
                .map(Precision::text)
                .filter(name -> Files.exists(at.evaluation(name)))
                .toList();
        Judging.publish(at);
        new Report(at, steps, results).write();
        var verdict = Verdict.read(at.gate());
        verdict.checks().forEach(err::println);
        err.flush();
        return verdict.passed();
    }

    private void named(Map<String, Path> recipes, String name, String path) {
        if (!path.isEmpty()) {
            recipes.put(name, file.toAbsolutePath().getParent().resolve(path));
        }
    }
}
