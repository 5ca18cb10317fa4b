package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.host.Host;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.Folders;
import io.maskgate.models.files.JsonFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code run.json}, {@code maskgate.run/1}: what a run folder was begun with. A run goes on only with the same recipes and
 * the same data; other versions are said, since they may change the last digits.
 */
final class RunManifest {
    /** Below a run's folder; of the recipes as it was begun with them. */
    static final String RECIPES = "recipes";

    private static final List<String> BINDING = List.of("kind", "recipes", "data");
    private static final String FILE = "run.json";
    private static final String REMEDY = "put it back as it was, or begin in another folder";

    private RunManifest() {}

    /**
     * Begins a run folder, or compares with the one that is there.
     *
     * @param kind of the run: a folder is gone on with by the same command only
     * @param recipes their sums by name
     * @param data what is learnt from and judged on, by name
     * @param resume whether a folder with a run may be there
     * @return what differs and is only to be said
     * @throws IOException when there is a run and {@code resume} is false, or what binds it differs
     */
    static List<String> begin(
            Path folder, String kind, Map<String, String> recipes, Map<String, ObjectNode> data, boolean resume)
            throws IOException {
        // Read again, since a number read is of another class than the one written.
        var now = new JsonMapper().readTree(manifest(kind, recipes, data).toString());
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            requireNoRecipes(folder);
            AtomicFile.write(file, now.toPrettyString() + "\n");
            return List.of();
        }
        if (!resume) {
            throw new IOException(folder + " holds a run already: add --resume to go on, or choose another folder");
        }
        var then = JsonFile.read(file, REMEDY);
        for (String key : BINDING) {
            if (!then.path(key).equals(now.path(key))) {
                throw new IllegalArgumentException(file + ": " + differing(key, then.path(key), now.path(key))
                        + (key.equals(RECIPES) ? kept(folder, then.path(key), now.path(key)) : "")
                        + "; give the same, or another folder");
            }
        }
        return then.path("versions").equals(now.path("versions"))
                ? List.of()
                : List.of(file + ": the run was begun with other versions of its libraries; figures may differ");
    }

    /** Where the run has texts that differ, as they were when it was begun; of models and their labeller it keeps none. */
    private static String kept(Path folder, JsonNode then, JsonNode now) {
        String files = now.properties().stream()
                .filter(each -> !each.getValue().equals(then.path(each.getKey())))
                .map(each -> folder.resolve(RECIPES).resolve(each.getKey() + ".yaml"))
                .filter(Files::exists)
                .map(Path::toString)
                .collect(Collectors.joining(", "));
        return files.isEmpty() ? "" : "; it was begun with " + files;
    }

    /** What lies there would be somebody's own, and the run would take it for what it has kept. */
    private static void requireNoRecipes(Path folder) throws IOException {
        var recipes = folder.resolve(RECIPES);
        if (Files.exists(recipes)) {
            throw new IOException(
                    recipes + ": expected none, since a run keeps its recipes there, found one that no run"
                            + " here has made; choose another folder");
        }
    }

    /**
     * Takes a beginning back where no step has come to its end, so that the folder may be begun in with other recipes and
     * other data.
     *
     * @return whether it did
     */
    static boolean takeBack(Layout at) throws IOException {
        if (Files.exists(at.steps())) {
            return false;
        }
        // What is kept of recipes goes first: without the manifest it would be in the way of others.
        Folders.delete(at.recipes());
        Files.deleteIfExists(at.folder().resolve(FILE));
        return true;
    }

    /** Whether a run was begun in the folder. */
    static boolean isBegun(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Whether a run was begun in the folder with a recipe of this sum. */
    static boolean isBegunWith(Path folder, String recipe, String sum) throws IOException {
        return isBegun(folder)
                && JsonFile.read(folder.resolve(FILE), REMEDY)
                        .path(RECIPES)
                        .path(recipe)
                        .asText()
                        .equals(sum);
    }

    /** The entries that differ, so that a person sees which of them was changed. */
    private static String differing(String key, JsonNode then, JsonNode now) {
        var names = new TreeSet<String>();
        then.properties().forEach(each -> names.add(each.getKey()));
        now.properties().forEach(each -> names.add(each.getKey()));
        names.removeIf(name -> then.path(name).equals(now.path(name)));
        return names.isEmpty()
                ? key + ": expected " + then + ", found " + now
                : names.stream()
                        .map(name -> key + ": " + name + ": expected " + shown(then.path(name)) + ", found "
                                + shown(now.path(name)))
                        .collect(Collectors.joining("; "));
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "none" : value.toString();
    }

    /** A data set as the manifest tells of it. */
    static ObjectNode of(FaceDataset set) throws IOException {
        return JsonNodeFactory.instance
                .objectNode()
                .put("pictures", set.size())
                .put("facemask", set.faces(0))
                .put("no facemask", set.faces(1))
                .put("sha256", set.sha256())
                .put("content", set.content());
    }

    private static ObjectNode manifest(String kind, Map<String, String> recipes, Map<String, ObjectNode> data) {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schema", "maskgate.run/1");
        root.put("kind", kind);
        var sums = root.putObject("recipes");
        recipes.forEach(sums::put);
        var sets = root.putObject("data");
        data.forEach(sets::set);
        var versions = root.putObject("versions");
        versions.put("java", Runtime.version().toString());
        var libraries = versions.putArray("libraries");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                libraries.add(Path.of(entry).getFileName().toString());
            }
        }
        var host = Host.read();
        root.putObject("machine")
                .put("cpu", host.board().or(host::cpu).orElse("unknown"))
                .put("arch", host.arch())
                .put("cores", host.cores());
        return root;
    }
}
