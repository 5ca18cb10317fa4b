package io.maskgate.models.train;

import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.loss.LossWeights;
import io.maskgate.models.net.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything a training run depends on besides its data.
 *
 * @param name of the model to be
 * @param neck channels of LightMask's neck and head
 * @param start weights to begin with ({@code .safetensors}), empty for fresh ones
 * @param threads libtorch's threads
 * @param workers augmentation threads
 * @param bfloat16 activations in bfloat16 in place of float32
 * @param phases run one after the other; they may differ in input size and augmentation
 */
public record Recipe(
        String name,
        int neck,
        String start,
        long seed,
        int batch,
        int threads,
        int workers,
        boolean bfloat16,
        Optimiser optimiser,
        LossWeights loss,
        Evaluation evaluation,
        List<Phase> phases) {
    public Recipe {
        phases = List.copyOf(phases);
        require(!phases.isEmpty(), "phases", "none", "at least one");
        require(!name.isBlank(), "name", "nothing", "a name");
        require(neck >= 1 && neck <= 1024, "neck", neck, "1 to 1024 channels");
        require(batch >= 1, "batch", batch, "1 or more");
        require(threads >= 1, "threads", threads, "1 or more");
        require(workers >= 1, "workers", workers, "1 or more");
    }

    /**
     * AdamW with warm-up and cosine.
     *
     * @param average decay of the moving average
     */
    public record Optimiser(
            double learningRate,
            double finalRate,
            double weightDecay,
            double maxNorm,
            int warmupSteps,
            double average) {
        public Optimiser {
            require(learningRate > 0, "learningRate", learningRate, "above 0");
            require(finalRate >= 0 && finalRate <= learningRate, "finalRate", finalRate, "0 to learningRate");
            require(weightDecay >= 0, "weightDecay", weightDecay, "0 or more");
            require(maxNorm > 0, "maxNorm", maxNorm, "above 0");
            require(warmupSteps >= 0, "warmupSteps", warmupSteps, "0 or more");
            require(average >= 0 && average < 1, "average", average, "0 to below 1");
        }
    }

    /** Input size of the evaluation on {@code val}, and how often in epochs. */
    public record Evaluation(int width, int height, int every) {
        public Evaluation {
            requireSize("evaluation", width, height);
            require(every >= 1, "every", every, "1 or more");
        }
    }

    /** Epochs with one augmentation. */
    public record Phase(int epochs, AugmentRecipe augment) {
        public Phase {
            require(epochs >= 1, "epochs", epochs, "1 or more");
            requireSize("augment", augment.width(), augment.height());
        }
    }

    public int epochs() {
        return phases.stream().mapToInt(Phase::epochs).sum();
    }

    /** The phase an epoch, counted from 0, belongs to. */
    public Phase phase(int epoch) {
        int end = 0;
        for (var phase : phases) {
            end += phase.epochs;
            if (epoch < end) {
                return phase;
            }
        }
        throw new IllegalArgumentException("epoch " + epoch + " is beyond the recipe's " + epochs());
    }

    /**
     * Reads a YAML file, strictly.
     *
     * @throws IllegalArgumentException naming file, line, key, what was expected and what was found
     */
    public static Recipe read(Path file) throws IOException {
        return new RecipeReader(file).read();
    }

    private static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
        }
    }

    private static void requireSize(String key, int width, int height) {
        int step = Network.STRIDES.getLast();
        require(
                width >= step && height >= step && width % step == 0 && height % step == 0,
                key,
                width + " x " + height,
                "width and height in multiples of " + step);
    }
}
