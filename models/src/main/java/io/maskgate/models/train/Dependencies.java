package io.maskgate.models.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The files a training reads besides its own recipe and its data. */
public final class Dependencies {
    private Dependencies() {}

    /**
     * The weights it starts with, its teachers and their adapters, its assistants' recipes and what those read.
     *
     * @return absolute paths, whether anything is there or not
     */
    public static Set<Path> of(Recipe recipe) throws IOException {
        var files = new LinkedHashSet<Path>();
        collect(recipe, files);
        return files;
    }

    private static void collect(Recipe recipe, Set<Path> files) throws IOException {
        given(recipe.start(), files);
        for (var teacher : recipe.distillation().teachers()) {
            given(teacher.weights(), files);
            given(teacher.adapter(), files);
            if (!teacher.recipe().isEmpty()) {
                assistant(real(teacher.recipe()), files);
            }
        }
    }

    private static void assistant(Path file, Set<Path> files) throws IOException {
        // One that was met before may be waiting for itself, which others refuse.
        if (files.add(file) && Files.exists(file)) {
            var recipe = Recipe.read(file);
            new Presets(file, UnaryOperator.identity()).file(recipe.preset()).ifPresent(files::add);
            collect(recipe, files);
        }
    }

    private static void given(String path, Set<Path> files) {
        if (!path.isEmpty()) {
            files.add(real(path));
        }
    }

    private static Path real(String path) {
        return Path.of(path).toAbsolutePath().normalize();
    }
}
