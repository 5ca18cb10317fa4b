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
    Path recipe(String step) {
        return folder.resolve("recipes").resolve(step + ".yaml");
    }

    /** The recipe with its placeholders filled in. */
    Path filled(String step) {
        return folder.resolve("steps").resolve(step + ".yaml");
    }

    Path training(String step) {
        return folder.resolve(step);
    }

    Path best(String step) {
        return training(step).resolve("best.safetensors");
    }

    Path curve(String step) {
        return training(step).resolve("curve.png");
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
