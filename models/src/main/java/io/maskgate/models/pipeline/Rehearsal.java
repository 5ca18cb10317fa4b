package io.maskgate.models.pipeline;

import io.maskgate.models.distil.TeacherFile;
import io.maskgate.models.train.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the recipes of trainings as their steps will, before the first step: what cannot be is to show at once, not when a
 * night's training is done.
 *
 * @param folder the run's: what lies there need not exist yet
 */
record Rehearsal(Path folder) {
    /**
     * Reads a recipe.
     *
     * @param known what its placeholders will be, or will be like
     * @throws IllegalArgumentException naming file, line and key of what cannot be, and a file that is not there
     */
    Recipe read(Path file, Placeholders known) throws IOException {
        var recipe = Recipe.read(file, text -> known.fill(file, text));
        files(file, recipe, new HashSet<>());
        return recipe;
    }

    private void files(Path file, Recipe recipe, Set<Path> seen) throws IOException {
        seen.add(file.toAbsolutePath().normalize());
        there(file, "start", recipe.start());
        var teachers = recipe.distillation().teachers();
        for (int i = 0; i < teachers.size(); i++) {
            teacher(file, "distillation.teachers[" + i + "].", teachers.get(i), seen);
        }
    }

    private void teacher(Path file, String key, TeacherFile teacher, Set<Path> seen) throws IOException {
        there(file, key + "weights", teacher.weights());
        there(file, key + "adapter", teacher.adapter());
        there(file, key + "recipe", teacher.recipe());
        var assistant = Path.of(teacher.recipe());
        if (!teacher.recipe().isEmpty()
                && !seen.contains(assistant.toAbsolutePath().normalize())) {
            files(assistant, Recipe.read(assistant), seen);
        }
    }

    private void there(Path file, String key, String path) {
        boolean made = Path.of(path).toAbsolutePath().startsWith(folder.toAbsolutePath());
        if (!path.isEmpty() && !made && !Files.exists(Path.of(path))) {
            throw new IllegalArgumentException(file + ": " + key + ": expected a file, found nothing at " + path);
        }
    }
}
