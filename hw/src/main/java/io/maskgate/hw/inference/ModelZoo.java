package io.maskgate.hw.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The trained models at hand: one folder each under the roots. Reads the disk at each call; thread-safe. */
public final class ModelZoo {
    private final List<Path> roots;

    /** @param roots folders of model folders; of two models of one name the earlier root's counts */
    public ModelZoo(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /**
     * @param models by name
     * @param problems folders that should hold a model and why they do not, a sentence each
     */
    public record Listing(List<ZooModel> models, List<String> problems) {
        public Listing {
            models = List.copyOf(models);
            problems = List.copyOf(problems);
        }
    }

    /** All models of all roots. */
    public Listing list() {
        Map<String, ZooModel> models = new LinkedHashMap<>();
        var problems = new ArrayList<String>();
        for (var root : roots) {
            for (var model : list(root, problems)) {
                models.putIfAbsent(model.name(), model);
            }
        }
        return new Listing(
                models.values().stream()
                        .sorted((a, b) -> a.name().compareTo(b.name()))
                        .toList(),
                problems);
    }

    /**
     * Finds the model a person named.
     *
     * @param nameOrPath a name of the zoo, a model folder, or an {@code .onnx} file
     * @throws InferenceException when there is no such model; the message lists those there are
     */
    public ZooModel resolve(String nameOrPath) {
        if (nameOrPath.isBlank()) {
            throw new InferenceException(
                    "model: expected a name, a folder or an .onnx file, found an empty text; " + existing(list()));
        }
        var path = Path.of(nameOrPath);
        if (nameOrPath.endsWith(".onnx") && Files.isRegularFile(path)) {
            return ZooModel.ofFile(path);
        }
        boolean isName = path.getNameCount() == 1 && !path.isAbsolute() && !nameOrPath.startsWith(".");
        if (isName) {
            for (var root : roots) {
                var folder = root.resolve(nameOrPath);
                if (Files.isDirectory(folder)) {
                    return named(folder);
                }
            }
        }
        if (Files.isDirectory(path)) {
            return ZooModel.ofFolder(path);
        }
        throw new InferenceException("model " + nameOrPath
                + ": expected a name, a folder or an .onnx file that exists, found nothing; " + existing(list()));
    }

    /**
     * The model whose card says {@code "default": true}, in the first root that has one.
     *
     * @throws InferenceException when no root has one, or one root has several
     */
    public ZooModel defaultModel() {
        var problems = new ArrayList<String>();
        for (var root : roots) {
            var defaults = list(root, problems).stream()
                    .filter(model -> model.card().filter(ModelCard::isDefault).isPresent())
                    .toList();
            if (defaults.size() > 1) {
                throw new InferenceException("models in " + root + ": expected one card with \"default\": true, found "
                        + defaults.stream().map(ZooModel::name).collect(Collectors.joining(", ")));
            }
            if (!defaults.isEmpty()) {
                return defaults.getFirst();
            }
        }
        throw new InferenceException(
                "default model: expected a card with \"default\": true, found none; " + existing(list()));
    }

    private static List<ZooModel> list(Path root, List<String> problems) {
        var models = new ArrayList<ZooModel>();
        for (var folder : folders(root)) {
            try {
                models.add(named(folder));
            } catch (InferenceException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return models;
    }

    /** In a zoo the folder's name is the model's, so that a name leads to one place. */
    private static ZooModel named(Path folder) {
        var model = ZooModel.ofFolder(folder);
        String expected = String.valueOf(folder.getFileName());
        if (!model.name().equals(expected)) {
            throw new InferenceException("model card " + folder.resolve(ModelCard.FILE) + ": name: expected " + expected
                    + " as its folder, found " + model.name());
        }
        return model;
    }

    private static List<Path> folders(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (var entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> !String.valueOf(folder.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new InferenceException("models in " + root + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private String existing(Listing listing) {
        String names = listing.models().stream().map(ZooModel::name).collect(Collectors.joining(", "));
        String problems = listing.problems().isEmpty() ? "" : "; unusable: " + String.join("; ", listing.problems());
        String where = roots.stream().map(Path::toString).collect(Collectors.joining(", "));
        return (names.isEmpty() ? "there is none in " + where : "there are " + names) + problems;
    }
}
