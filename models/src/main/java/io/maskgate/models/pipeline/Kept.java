package io.maskgate.models.pipeline;

import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.TextFile;
import io.maskgate.models.train.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The texts a run is made by, as they were at its beginning: a later change of the originals does not matter, and the sums
 * are of what is kept.
 */
final class Kept {
    private final Map<String, String> texts = new LinkedHashMap<>();

    /** A file as it is. */
    Kept plus(String name, Path file) throws IOException {
        texts.put(name, TextFile.read(file));
        return this;
    }

    /** Reads what a recipe asks for. */
    @FunctionalInterface
    interface Reader {
        Object read(Path file) throws IOException;
    }

    /** A recipe; where the run was begun with one that asks for the same, that one, since what else it says binds nothing. */
    Kept asBegun(String name, Path file, Layout at, Reader reader) throws IOException {
        var begun = at.recipe(name);
        boolean same = Files.exists(begun)
                && RunManifest.isBegunWith(at.folder(), name, Sha256.of(begun))
                && reader.read(begun).equals(reader.read(file));
        return plus(name, same ? begun : file);
    }

    /** A training's recipe; what stands on a file holds all of it, since that file is not at hand in the run folder. */
    Kept training(String name, Path file) throws IOException {
        texts.put(name, Recipe.standalone(file));
        return this;
    }

    boolean holds(String name, String part) {
        return texts.getOrDefault(name, "").contains(part);
    }

    /** By name, in hex. */
    Map<String, String> sums() {
        var sums = new TreeMap<String, String>();
        texts.forEach((name, text) ->
                sums.put(name, HexFormat.of().formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)))));
        return sums;
    }

    /**
     * Writes those that are not there yet.
     *
     * @throws IllegalArgumentException naming one that is there and was changed: it would be gone on with in place of the one
     *     that {@code run.json} tells of
     */
    void write(Layout at) throws IOException {
        for (var each : texts.entrySet()) {
            var file = at.recipe(each.getKey());
            if (!Files.exists(file)) {
                AtomicFile.write(file, each.getValue());
            } else if (!TextFile.read(file).equals(each.getValue())) {
                throw new IllegalArgumentException(file + ": expected what the run was begun with, found another text;"
                        + " remove it, and it is written anew");
            }
        }
    }
}
