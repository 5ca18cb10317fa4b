package io.maskgate.models.zoo;

import io.maskgate.hw.inference.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files of a model's folder as they were when work on it began, which takes up to hours. What came of them may not be written
 * beside others, since all of it would get new sums and agree.
 *
 * @param sums of the files that were there, by name
 */
record Snapshot(Path folder, List<String> names, Map<String, String> sums) {
    Snapshot {
        names = List.copyOf(names);
        sums = Map.copyOf(sums);
    }

    static Snapshot of(Path folder, List<String> names) throws IOException {
        return new Snapshot(folder, names, sums(folder, names));
    }

    /**
     * To be asked before the first file is replaced.
     *
     * @param remedy what to do where they changed
     * @throws IOException naming one that is not what it was
     */
    void requireUnchanged(String remedy) throws IOException {
        var now = sums(folder, names);
        for (var name : names) {
            if (!sums.getOrDefault(name, "").equals(now.getOrDefault(name, ""))) {
                throw new IOException(folder.resolve(name)
                        + ": expected it as it was when this began, found it changed by an export or a quantisation"
                        + " meanwhile; " + remedy);
            }
        }
    }

    private static Map<String, String> sums(Path folder, List<String> names) throws IOException {
        var sums = new TreeMap<String, String>();
        for (var name : names) {
            var file = folder.resolve(name);
            if (Files.exists(file)) {
                sums.put(name, Sha256.of(file));
            }
        }
        return sums;
    }
}
