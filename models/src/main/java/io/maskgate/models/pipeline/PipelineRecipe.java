package io.maskgate.models.pipeline;

import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.quantise.Settings;
import io.maskgate.models.recipe.Default;
import io.maskgate.models.recipe.StrictYaml;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A whole pipeline. Paths of recipes are relative to this file. In those recipes {@code ${teacher}}, {@code ${student}} and
 * {@code ${pruned}} stand for the weights of these steps, and {@code ${network}} for the pruned architecture's name.
 *
 * @param name the model's to be
 * @param onDataProblems what broken files and an overlap of train and val do
 * @param teacher recipe of a teacher that is trained first; empty for none
 * @param student recipe of the student
 * @param prune how channels are taken out and the rest trained further
 * @param quantise the smaller precisions
 * @param gate what must be reached for the model to go into the zoo
 * @param provenance text file for the card: where the data is from; empty for none
 */
public record PipelineRecipe(
        String name,
        @Default("stop") OnProblems onDataProblems,
        @Default("''") String teacher,
        String student,
        @Default("{}") Prune prune,
        @Default("{}") Quantise quantise,
        Gate gate,
        @Default("''") String provenance) {
    public PipelineRecipe {
        require(OnnxExporter.isName(name), "name", "'" + name + "'", OnnxExporter.NAMES);
        require(!student.isBlank(), "student", "nothing", "a recipe's file");
    }

    /** What problems in the data do to a run. */
    public enum OnProblems {
        STOP,
        REPORT
    }

    /**
     * Pruning.
     *
     * @param ratio share of the channels; 0: no pruning
     * @param recipe of the training that follows
     */
    public record Prune(
            @Default("0") double ratio,
            @Default("8") int multiple,
            @Default("''") String recipe) {
        public Prune {
            require(ratio >= 0 && ratio < 1, "ratio", ratio, "0 to below 1");
            require(multiple >= 1, "multiple", multiple, "1 or more");
            require(ratio == 0 || !recipe.isBlank(), "recipe", "nothing", "a recipe's file");
        }
    }

    /**
     * Quantisation.
     *
     * @param samples calibration pictures; 0: float32 alone
     * @param mostLoss how much mAP50 may fall, in hundredths; by more, and the model does not pass the gate
     */
    public record Quantise(
            @Default("0") int samples, @Default("0.5") double mostLoss) {
        public Quantise {
            require(
                    samples >= 0 && samples <= Settings.MOST_SAMPLES,
                    "samples",
                    samples,
                    "0 to " + Settings.MOST_SAMPLES);
            require(mostLoss >= 0 && mostLoss <= 100, "mostLoss", mostLoss, "0 to 100");
        }
    }

    /**
     * Least figures on val.
     *
     * @param map50 of float32, 0..1
     * @param labels share of right labels among found faces, of float32, 0..1
     * @param mostLoss how much mAP50 of another precision may be below float32's, in hundredths
     */
    public record Gate(
            double map50,
            @Default("0") double labels,
            @Default("0.5") double mostLoss) {
        public Gate {
            require(map50 >= 0 && map50 <= 1, "map50", map50, "0 to 1");
            require(labels >= 0 && labels <= 1, "labels", labels, "0 to 1");
            require(mostLoss >= 0 && mostLoss <= 100, "mostLoss", mostLoss, "0 to 100");
        }
    }

    /**
     * Reads a YAML file, strictly.
     *
     * @throws IllegalArgumentException naming file, line, key, what was expected and what was found
     */
    public static PipelineRecipe read(Path file) throws IOException {
        return StrictYaml.read(file, PipelineRecipe.class);
    }

    private static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
        }
    }
}
