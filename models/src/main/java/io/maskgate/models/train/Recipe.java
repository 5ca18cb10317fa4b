package io.maskgate.models.train;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.loss.LossWeights;
import java.io.IOException;
import java.nio.file.Files;
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
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("phases: expected at least one, found none");
        }
        if (batch < 1 || threads < 1 || workers < 1) {
            throw new IllegalArgumentException("batch, threads and workers: expected 1 or more");
        }
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
            double average) {}

    /** Input size of the evaluation on {@code val}, and how often in epochs. */
    public record Evaluation(int width, int height, int every) {}

    /** Epochs with one augmentation. */
    public record Phase(int epochs, AugmentRecipe augment) {
        public Phase {
            if (epochs < 1) {
                throw new IllegalArgumentException("epochs: expected 1 or more, found " + epochs);
            }
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
     * @throws IllegalArgumentException naming file, line, key and what is wrong
     */
    public static Recipe read(Path file) throws IOException {
        var yaml = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .build();
        try {
            return yaml.readValue(Files.readString(file), Recipe.class);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new IllegalArgumentException(
                    file + ":" + (at == null ? 0 : at.getLineNr()) + ": " + e.getOriginalMessage(), e);
        }
    }
}
