package io.maskgate.models.pipeline;

import io.maskgate.hw.inference.Precision;
import java.nio.file.Path;

/**
 * Where everything of a run lies.
 *
 * @param folder the run's
 * @param name the model's
 */
record Layout(Path folder, String name) {
    /** Of the recipes as the run was begun with them. */
    Path recipes() {
        return folder.resolve(RunManifest.RECIPES);
    }

    Path recipe(String step) {
        return recipes().resolve(step + ".yaml");
    }

    /** Of what each step came to. */
    Path steps() {
        return folder.resolve("steps");
    }

    /** The recipe with its placeholders filled in. */
    Path filled(String step) {
        return steps().resolve(step + ".yaml");
    }

    Path training(String step) {
        return folder.resolve(step);
    }

    Path best(String step) {
        return training(step).resolve("best.safetensors");
    }

    /** The best epoch's weights with scores that are probabilities; beside the curve, which export takes along. */
    Path calibrated(String step) {
        return training(step).resolve("calibrated.safetensors");
    }

    /** What the calibration said. */
    Path calibration() {
        return folder.resolve("calibration.txt");
    }

    Path curve(String step) {
        return training(step).resolve("curve.png");
    }

    /** The weights an adaptation goes on from. */
    Path start() {
        return folder.resolve("start.safetensors");
    }

    Path pruned() {
        return folder.resolve("pruned.safetensors");
    }

    Path dataCheck() {
        return folder.resolve("data.txt");
    }

    /** The model before the gate. */
    Path candidate() {
        return folder.resolve("candidate").resolve(name);
    }

    Path candidate(Precision precision) {
        return candidate().resolve(precision.fileName());
    }

    Path card() {
        return candidate().resolve("card.json");
    }

    Path evaluation(String what) {
        return folder.resolve("evaluation").resolve(what + ".json");
    }

    Path curves(String what) {
        return folder.resolve("evaluation").resolve(what);
    }

    Path gate() {
        return folder.resolve("gate.json");
    }

    Path zoo() {
        return folder.resolve("zoo").resolve(name);
    }

    Path report() {
        return folder.resolve("report.html");
    }
}
