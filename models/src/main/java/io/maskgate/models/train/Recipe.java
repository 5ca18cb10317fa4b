package io.maskgate.models.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.distil.Distillation;
import io.maskgate.models.loss.LossWeights;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Network;
import io.maskgate.models.recipe.Default;
import io.maskgate.models.recipe.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Everything a training run depends on besides its data.
 *
 * @param name of the model to be
 * @param neck channels of LightMask's neck and head; 0 where {@code network} is given
 * @param start weights to begin with ({@code .safetensors}), empty for fresh ones
 * @param threads libtorch's threads
 * @param workers augmentation threads
 * @param bfloat16 activations in bfloat16 in place of float32, on processors that have it
 * @param phases run one after the other; they may differ in input size and augmentation
 * @param preset whose keys hold where the recipe has none: a name, or a {@code .yaml} beside the recipe; empty for none
 * @param network any name {@link Architectures} knows; empty: {@code lightmask-n<neck>}
 * @param distillation what is learnt from whom beside the labels
 */
public record Recipe(
        String name,
        @Default("0") int neck,
        String start,
        long seed,
        int batch,
        int threads,
        int workers,
        boolean bfloat16,
        Optimiser optimiser,
        LossWeights loss,
        Evaluation evaluation,
        List<Phase> phases,
        @Default("''") String preset,
        @Default("''") String network,
        @Default("{}") Distillation distillation) {
    public Recipe {
        phases = List.copyOf(phases);
        require(!phases.isEmpty(), "phases", "none", "at least one");
        require(!name.isBlank(), "name", "nothing", "a name");
        require(neck >= 0 && neck <= 1024, "neck", neck, "1 to 1024 channels");
        require(neck > 0 || !network.isEmpty(), "network", "neither network nor neck", "one of them");
        require(neck == 0 || network.isEmpty(), "network", network + " and neck " + neck, "one of them");
        if (!network.isEmpty()) {
            architecture(network);
        }
        require(batch >= 1, "batch", batch, "1 or more");
        require(threads >= 1, "threads", threads, "1 or more");
        require(workers >= 1, "workers", workers, "1 or more");
        require(
                batch >= 2 || distillation.relation().weight() == 0,
                "batch",
                batch,
                "2 or more for distillation.relation, which is between the views of a batch");
        int all = phases.stream().mapToInt(Phase::epochs).sum();
        for (var kind : distillation.neverTaught(all)) {
            throw new IllegalArgumentException("distillation." + kind + ".off: expected fewer than the recipe's " + all
                    + " epochs, found a weight that is off in all of them");
        }
    }

    /**
     * AdamW with warm-up and cosine.
     *
     * @param average decay of the moving average
     * @param cosineEpochs epochs the cosine takes, whatever the recipe's are (T_max); 0: the recipe's
     */
    public record Optimiser(
            double learningRate,
            double finalRate,
            double weightDecay,
            double maxNorm,
            int warmupSteps,
            double average,
            @Default("0") int cosineEpochs) {
        public Optimiser {
            require(learningRate > 0, "learningRate", learningRate, "above 0");
            require(finalRate >= 0 && finalRate <= learningRate, "finalRate", finalRate, "0 to learningRate");
            require(weightDecay >= 0, "weightDecay", weightDecay, "0 or more");
            require(maxNorm > 0, "maxNorm", maxNorm, "above 0");
            require(warmupSteps >= 0, "warmupSteps", warmupSteps, "0 or more");
            require(average >= 0 && average < 1, "average", average, "0 to below 1");
            require(cosineEpochs >= 0, "cosineEpochs", cosineEpochs, "0 or more");
        }
    }

    /**
     * Input size of the evaluation on {@code val}, and how often in epochs.
     *
     * @param keep the weights of so many of the best epochs stay in the run's folder
     */
    public record Evaluation(
            int width, int height, int every, @Default("0") int keep) {
        public Evaluation {
            requireSize("evaluation", width, height);
            // Views of val are made as those of training are.
            int most = AugmentRecipe.MOST_SIDE;
            require(
                    width <= most && height <= most,
                    "evaluation",
                    width + " x " + height,
                    "width and height of at most " + most);
            require(every >= 1, "every", every, "1 or more");
            require(keep >= 0, "keep", keep, "0 or more");
        }
    }

    /** Epochs with one augmentation. */
    public record Phase(int epochs, AugmentRecipe augment) {
        public Phase {
            require(epochs >= 1, "epochs", epochs, "1 or more");
            requireSize("augment", augment.width(), augment.height());
        }
    }

    /** The network to train. */
    public Network build() {
        return architecture(network.isEmpty() ? "lightmask-n" + neck : network);
    }

    /**
     * Refuses another recipe than that of weights: of these it would tell nothing that is true.
     *
     * @param file of this recipe, for the message
     * @param network of the weights
     */
    public void requireNetwork(Path file, Network network) {
        String found = build().architecture();
        if (!found.equals(network.architecture())) {
            throw new IllegalArgumentException(file + ": network: expected " + network.architecture()
                    + ", of which the weights are, found " + found + "; give the recipe.yaml of the run they are from");
        }
    }

    private static Network architecture(String name) {
        try {
            return Architectures.named(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network: " + e.getMessage(), e);
        }
    }

    /** The same with other random numbers. */
    public Recipe withSeed(long other) {
        return with(other, distillation);
    }

    /** The same with other teachers. */
    public Recipe with(Distillation other) {
        return with(seed, other);
    }

    private Recipe with(long otherSeed, Distillation otherDistillation) {
        return new Recipe(
                name,
                neck,
                start,
                otherSeed,
                batch,
                threads,
                workers,
                bfloat16,
                optimiser,
                loss,
                evaluation,
                phases,
                preset,
                network,
                otherDistillation);
    }

    /**
     * Tells recipes apart: a run goes on only by the recipe it was begun with. Paths are left out, since one file has many:
     * what start and teachers are is told by their own sums. What a recipe does not use is left out too, so that runs
     * begun before it could be used go on, and what only says what to keep.
     */
    public String digest() {
        return digest(start.isEmpty() ? "" : "given", distillation.manner());
    }

    /** As it was noted by runs that are older: with the paths as they were written. */
    String digestWithPaths() {
        return digest(start, distillation.equals(Distillation.none()) ? "" : distillation.toString());
    }

    private String digest(String begun, String learnt) {
        String all = toString();
        String old = all.substring(0, all.lastIndexOf(", preset="))
                        .replace(", start=" + start + ", ", ", start=" + begun + ", ")
                        .replace(", cosineEpochs=0", "")
                        .replace(", disguise=0.0", "")
                        .replace(", keep=" + evaluation.keep, "")
                + "]";
        return Integer.toHexString((old + network + learnt).hashCode());
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
        return read(file, UnaryOperator.identity());
    }

    /**
     * Reads a YAML file with placeholders.
     *
     * @param filled from its text, and that of the file it stands on, to the one that is meant
     */
    public static Recipe read(Path file, UnaryOperator<String> filled) throws IOException {
        return StrictYaml.read(file, filled, Recipe.class, new Presets(file, filled)::of);
    }

    /** The line of a file a key stands in, or the nearest key above it; placeholders may be in it. */
    public static int line(Path file, String key) throws IOException {
        return StrictYaml.line(file, Placeholder::hidden, Recipe.class, key);
    }

    /** All a file says, the keys of its preset among them, as it was read: for a record of what was done. */
    public static ObjectNode resolved(Path file) throws IOException {
        return StrictYaml.resolved(file, UnaryOperator.identity(), new Presets(file, UnaryOperator.identity())::of);
    }

    /**
     * A file's text without need of another: as it is, or where it stands on a preset both as one, placeholders kept. A
     * preset of a name is written out too: another version may mean other keys by it.
     */
    public static String standalone(Path file) throws IOException {
        var own = StrictYaml.resolved(file, Placeholder::hidden, _ -> Optional.empty());
        return own.path(Presets.KEY).asText().isEmpty() ? Files.readString(file) : whole(file, Optional.empty());
    }

    /** The same with this recipe's seed, which the file may not say. */
    public String standaloneOf(Path file) throws IOException {
        return read(file).seed == seed ? standalone(file) : whole(file, Optional.of(seed));
    }

    /** With the comment a file begins with; the others are lost. */
    private static String whole(Path file, Optional<Long> seed) throws IOException {
        var tree = StrictYaml.resolved(file, Placeholder::hidden, new Presets(file, Placeholder::hidden)::of);
        tree.remove(Presets.KEY);
        seed.ifPresent(other -> tree.put("seed", other));
        var comment = Files.readString(file).lines().takeWhile(line -> line.startsWith("#"));
        return comment.map(line -> line + "\n").collect(Collectors.joining()) + Placeholder.shown(tree);
    }

    private static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
        }
    }

    private static void requireSize(String key, int width, int height) {
        int step = Network.STEP;
        require(
                width >= step && height >= step && width % step == 0 && height % step == 0,
                key,
                width + " x " + height,
                "width and height in multiples of " + step);
    }
}
