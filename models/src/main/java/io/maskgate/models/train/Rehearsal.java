package io.maskgate.models.train;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.teacher.Classroom;
import io.maskgate.models.teacher.NetworkTeacher;
import io.maskgate.models.torch.Libtorch;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Opens all that a training will read besides its data: the weights it starts with, its teachers, its assistants' recipes
 * and what those read. Assistants train for hours, the steps of a pipeline for a night; what cannot be is to show before.
 *
 * @param folder the run's: what lies there need not exist yet
 * @param promised whose weights an earlier step will leave, by their files
 */
public record Rehearsal(Path folder, Map<Path, Network> promised) {
    private static final String START = "start";

    public Rehearsal {
        promised = Map.copyOf(promised);
    }

    /** Of what is there already. */
    public Rehearsal(Path folder) {
        this(folder, Map.of());
    }

    /** With weights that are to be those of a network, or of one like it. */
    public Rehearsal promising(Path weights, Network network) {
        var more = new HashMap<>(promised);
        more.put(real(weights), network);
        return new Rehearsal(folder, more);
    }

    /**
     * Looks at a recipe and what it names.
     *
     * @param file the recipe's
     * @param training the folder it trains in
     * @throws IllegalArgumentException naming file, line and key of what is not there, does not fit, or waits for itself
     * @throws IOException naming a file that cannot be read, or where nothing can be trained
     */
    public void of(Path file, Recipe recipe, Path training) throws IOException {
        Libtorch.require();
        of(List.of(file), recipe, training);
    }

    /** @param chain the recipe's file, behind those it is an assistant's for */
    private void of(List<Path> chain, Recipe recipe, Path training) throws IOException {
        var file = chain.getLast();
        var network = recipe.build();
        // From a checkpoint it goes on without them.
        if (!recipe.start().isEmpty() && !Files.exists(Trainer.checkpoint(training))) {
            start(file, Path.of(recipe.start()), network);
        }
        var teachers = recipe.distillation().teachers();
        for (int i = 0; i < teachers.size(); i++) {
            String key = "distillation.teachers[" + i + "]";
            if (teachers.get(i).recipe().isEmpty()) {
                teacher(file, key, teachers.get(i), network);
            } else {
                assistant(chain, key, teachers.get(i), network, training);
            }
        }
    }

    private void start(Path file, Path weights, Network network) throws IOException {
        var cost = Cost.of(network, Network.STEP, Network.STEP);
        var other = promise(weights);
        boolean there = other.isPresent() || isThere(file, START, weights);
        try {
            if (other.isPresent()) {
                cost.checkShapes(shapes(other.get()));
            } else if (there) {
                cost.checkShapes(
                        CalibratedWeights.asTrained(Safetensors.read(weights)).shapes());
            }
        } catch (IllegalArgumentException e) {
            throw refusal(file, START, weights + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, List<Integer>> shapes(Network network) {
        return Cost.of(network, Network.STEP, Network.STEP).specs().stream()
                .collect(Collectors.toMap(ParameterSpec::name, ParameterSpec::shape));
    }

    private void teacher(Path file, String key, TeacherFile teacher, Network student) throws IOException {
        var weights = Path.of(teacher.weights());
        var other = promise(weights);
        boolean there = other.isPresent() || isThere(file, key + ".weights", weights);
        there &= teacher.adapter().isEmpty() || isThere(file, key + ".adapter", Path.of(teacher.adapter()));
        try {
            if (other.isPresent()) {
                NetworkTeacher.requireCells(teacher, other.get(), student);
            } else if (there) {
                Classroom.requireFit(teacher, student);
            }
        } catch (IllegalArgumentException | InferenceException e) {
            throw refusal(file, key, String.valueOf(e.getMessage()), e);
        }
    }

    private void assistant(List<Path> chain, String key, TeacherFile teacher, Network student, Path training)
            throws IOException {
        var file = chain.getLast();
        var assistant = Path.of(teacher.recipe());
        String its = key + ".recipe";
        isThere(file, its, assistant);
        if (chain.stream().anyMatch(waiting -> real(waiting).equals(real(assistant)))) {
            throw refusal(
                    file,
                    its,
                    "expected an assistant with another recipe, found " + assistant + ", which waits for this one");
        }
        var recipe = Recipe.read(assistant);
        try {
            NetworkTeacher.requireCells(teacher, recipe.build(), student);
        } catch (IllegalArgumentException e) {
            throw refusal(file, key, String.valueOf(e.getMessage()), e);
        }
        var longer = new ArrayList<>(chain);
        longer.add(assistant);
        of(longer, recipe, training.resolve(teacher.name()));
    }

    private Optional<Network> promise(Path weights) {
        return Optional.ofNullable(promised.get(real(weights)));
    }

    /** Whether there is something to look at; what is neither there nor to come is refused. */
    private boolean isThere(Path file, String key, Path path) throws IOException {
        boolean there = Files.exists(path);
        if (!there && !real(path).startsWith(real(folder))) {
            throw refusal(file, key, "expected a file, found nothing at " + path);
        }
        return there;
    }

    private static IllegalArgumentException refusal(Path file, String key, String what) throws IOException {
        return new IllegalArgumentException(place(file, key) + what);
    }

    private static IllegalArgumentException refusal(Path file, String key, String what, RuntimeException cause)
            throws IOException {
        return new IllegalArgumentException(place(file, key) + what, cause);
    }

    private static String place(Path file, String key) throws IOException {
        return file + ":" + Recipe.line(file, key) + ": " + key + ": ";
    }

    private static Path real(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
